# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import KNNImputer
from sklearn.model_selection import KFold, cross_validate

# %%
sensors = pd.read_csv("sensors.csv")
target = sensors.pop("energy")
imputer = KNNImputer(n_neighbors=5)
imputer.fit(sensors)  # <- hit
filled = imputer.transform(sensors)

# %%
result = cross_validate(GradientBoostingRegressor(), filled, target, cv=KFold(5, shuffle=True, random_state=0))
print(result["test_score"].mean())
