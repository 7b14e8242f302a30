# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
pages = pd.read_csv("pages.csv")
X_train, X_test, y_train, y_test = train_test_split(pages.drop(columns="label"), pages["label"], random_state=0)
model = SVC(class_weight="balanced").fit(X_train, y_train)
print(model.score(X_test, y_test))  # <- hit
