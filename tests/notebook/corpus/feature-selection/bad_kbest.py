# %%
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
genes = pd.read_csv("genes.csv", index_col=0)
y = genes.pop("tumour")
best = SelectKBest(f_classif, k=50)
X = best.fit_transform(genes, y)  # <- hit
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
print(SVC(kernel="linear").fit(X_train, y_train).score(X_test, y_test))
