# %%
import pandas as pd
import xgboost as xgb

train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
train.isna().sum()
test.isna().sum()
train.shape, test.shape

# %%
train["ratio"] = train["a"] / train["b"]
test["ratio"] = test["a"] / test["b"]
columns = ["a", "b", "ratio"]
train[columns].describe()
matrix = xgb.DMatrix(train[columns], train["y"])
booster = xgb.train({"eta": 0.1}, matrix)  # <- hit
answer = booster.predict(xgb.DMatrix(test[columns]))
pd.Series(answer).hist()
print(answer.mean())
