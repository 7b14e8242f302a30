# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

# %%
cells = pd.read_csv("cells.csv")
forest = RandomForestClassifier().fit(cells.drop(columns="kind"), cells["kind"])
print(forest.feature_importances_)
