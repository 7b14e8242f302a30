# %%
import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

taxi = pd.read_csv("taxi.csv")
taxi["log_distance"] = np.log1p(taxi["distance"])
X = taxi[["log_distance", "hour"]]
model = RandomForestRegressor(random_state=0).fit(X, taxi["fare"])
# %%
joblib.dump(model, "taxi.joblib")
