# ---
# title = "Files are written by one cell and read by another: CSV, pickle, joblib, numpy, JSON, text"
# tasks = 3
# kept = ["to_csv(", "read_csv(", "joblib.load(", "pickle.load(", "np.load(", "json.load("]
# ---
# %%
import json
import os
import pickle

import joblib
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %%
os.makedirs("out", exist_ok=True)
df = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [2.0, 4.1, 6.2, 7.9]})
df.to_csv("out/table.csv", index=False)
# %%
again = pd.read_csv("out/table.csv")
# %%
model = LinearRegression().fit(again[["x"]], again["y"])
joblib.dump(model, "out/model.joblib")
# %%
with open("out/model.pkl", "wb") as file:
    pickle.dump(model, file)
# %%
loaded = joblib.load("out/model.joblib")
with open("out/model.pkl", "rb") as file:
    unpickled = pickle.load(file)
print(loaded.coef_, unpickled.intercept_)
# %%
np.save("out/array.npy", again["y"].to_numpy())
with open("out/facts.json", "w") as file:
    json.dump({"rows": len(df)}, file)
# %%
array = np.load("out/array.npy")
with open("out/facts.json") as file:
    facts = json.load(file)
# %%
with open("out/log.txt", "a") as file:
    file.write("one line\n")
# %%
print(array.sum(), facts["rows"], sorted(os.listdir("out")))
