# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_score

# %%
bikes = pd.read_csv("bikes.csv", parse_dates=["when"])
bikes["hour"] = bikes["when"].dt.hour
bikes["windy"] = (bikes["wind"] > 20).astype(int)
X = bikes[["hour", "windy", "temperature"]].fillna(-1)
print(cross_val_score(RandomForestRegressor(), X, bikes["hired"], cv=5).mean())
