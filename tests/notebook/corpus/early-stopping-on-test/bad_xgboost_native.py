# %%
import pandas as pd
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split
import xgboost as xgb

# %%
homes = pd.read_csv("homes.csv")
train, test = train_test_split(homes, random_state=0)
names = ["area", "rooms"]
dtrain = xgb.DMatrix(train[names], label=train["price"])
dtest = xgb.DMatrix(test[names], label=test["price"])
booster = xgb.train({"eta": 0.1}, dtrain, 2000, evals=[(dtest, "test")], early_stopping_rounds=30)  # <- hit
print(mean_squared_error(test["price"], booster.predict(dtest)))
