# %%
import pandas as pd
from catboost import CatBoostRegressor
from sklearn.metrics import mean_absolute_error

# %%
cars = pd.read_csv("cars.csv")
train, test = cars[:8000], cars[8000:]
names = ["km", "brand"]
model = CatBoostRegressor(iterations=2000, cat_features=["brand"], verbose=0)
model.fit(train[names], train["price"], eval_set=(test[names], test["price"]))  # <- hit
print(mean_absolute_error(test["price"], model.predict(test[names])))
