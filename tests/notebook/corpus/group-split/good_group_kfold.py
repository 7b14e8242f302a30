# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold

# %%
visits = pd.read_csv("visits.csv")
print(visits.groupby("patient_id").size().max())
X, y, who = visits[["heat", "pulse"]].values, visits["ill"].values, visits["patient_id"].values
for train, test in GroupKFold(5).split(X, y, who):
    print(RandomForestClassifier().fit(X[train], y[train]).score(X[test], y[test]))
