# %%
import json
import pickle

import pandas as pd
from sklearn.linear_model import LinearRegression

data = pd.read_csv("data.csv")
model = LinearRegression().fit(data[["a"]], data["b"])
blob = pickle.dumps(model)
# %%
again = pickle.loads(blob)
settings = json.load(open("settings.json"))
print(again.coef_, settings, len(blob))
