# %%
import json

import joblib
import pandas as pd
import sklearn
from sklearn.linear_model import LogisticRegression

data = pd.read_csv("churn.csv")
model = LogisticRegression().fit(data[["tenure"]], data["churn"])
# %%
joblib.dump(model, "model.joblib")
metadata = {"columns": ["tenure"], "sklearn": sklearn.__version__, "rows": len(data)}
with open("model.json", "w") as file:
    json.dump(metadata, file)
