# %%
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
genes = pd.read_csv("genes.csv", index_col=0)
y = genes.pop("tumour")
X_train, X_test, y_train, y_test = train_test_split(genes, y, stratify=y, random_state=0)
best = SelectKBest(f_classif, k=50).fit(X_train, y_train)
model = SVC(kernel="linear").fit(best.transform(X_train), y_train)
print(model.score(best.transform(X_test), y_test))
