# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

# %%
exams = pd.read_csv("exams.csv")
exams["passed"] = (exams["points"] >= 50).astype(int)
X, y = exams.drop("passed", axis=1), exams["passed"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
tree = DecisionTreeClassifier().fit(X_train, y_train)  # <- hit
print(tree.score(X_test, y_test))
