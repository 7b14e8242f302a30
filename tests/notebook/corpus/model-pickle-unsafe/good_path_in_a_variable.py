# %%
from pathlib import Path

import joblib
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

MODEL = Path("models") / "tree.joblib"
data = pd.read_csv("data.csv")
joblib.dump(DecisionTreeClassifier(random_state=0).fit(data[["a"]], data["b"]), MODEL)
# %%
tree = joblib.load(MODEL)
print(tree.get_depth())
