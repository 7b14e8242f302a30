import numpy as np
import pandas as pd
from catboost import CatBoostRegressor, Pool
from sklearn.model_selection import train_test_split

cars = pd.read_csv("vehicles.csv", usecols=["price", "year", "manufacturer", "odometer", "fuel", "state"])
cars = cars[(cars["price"] > 500) & (cars["price"] < 80000)]
cars["manufacturer"] = cars["manufacturer"].fillna("none")
cars["fuel"] = cars["fuel"].fillna("none")
cars["age"] = 2021 - cars["year"]

rest, test = train_test_split(cars, test_size=0.15, random_state=17)
train, valid = train_test_split(rest, test_size=0.15, random_state=17)
cats = ["manufacturer", "fuel", "state"]
cols = ["age", "odometer"] + cats

p_train = Pool(train[cols], np.log1p(train["price"]), cats)
p_valid = Pool(valid[cols], np.log1p(valid["price"]), cats)
best, best_rmse = None, 1e9
for depth in (4, 6, 8):
    cb = CatBoostRegressor(depth=depth, iterations=800, od_wait=40, verbose=0, random_seed=17)
    cb.fit(p_train, eval_set=p_valid)
    rmse = np.sqrt(np.mean((cb.predict(valid[cols]) - np.log1p(valid["price"])) ** 2))
    if rmse < best_rmse:
        best, best_rmse = cb, rmse
final = np.sqrt(np.mean((best.predict(test[cols]) - np.log1p(test["price"])) ** 2))
print("rmse on rows never looked at: %.4f" % final)
