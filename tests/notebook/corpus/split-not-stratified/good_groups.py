# %%
import pandas as pd
from sklearn.model_selection import GroupKFold
from sklearn.tree import DecisionTreeClassifier

# %%
visits = pd.read_csv("visits.csv")
X, y, who = visits[["pulse"]].values, visits["ill"].values, visits["patient"].values
for train, test in GroupKFold(4).split(X, y, who):
    print(DecisionTreeClassifier().fit(X[train], y[train]).score(X[test], y[test]))
