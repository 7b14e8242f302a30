# %%
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

# %%
cells = pd.read_csv("cells.csv")
X, y = cells.drop(columns="kind"), cells["kind"]
for name, model in {"guess": DummyClassifier(), "forest": RandomForestClassifier()}.items():
    print(name, cross_val_score(model, X, y).mean())
