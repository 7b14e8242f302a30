# %%
import pandas as pd
from xgboost import XGBRegressor

cars = pd.read_csv("cars.csv")
cars["make"] = cars["make"].astype("category").cat.codes  # <- hit
cars["fuel"], fuels = pd.factorize(cars["fuel"])  # <- hit
# %%
model = XGBRegressor().fit(cars[["make", "fuel", "age"]], cars["price"])
