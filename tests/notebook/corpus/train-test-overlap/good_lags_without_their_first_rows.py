# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
df = pd.read_csv("load.csv", parse_dates=["ts"]).set_index("ts")
split = 2000
train = df.iloc[:split].copy()
test = df.iloc[split - 7:].copy()
for part in (train, test):
    for lag in range(1, 8):
        part[f"lag{lag}"] = part["load"].shift(lag)
train, test = train.dropna(), test.dropna()
model = RandomForestRegressor(random_state=0).fit(train.drop(columns="load"), train["load"])
print(model.score(test.drop(columns="load"), test["load"]))
