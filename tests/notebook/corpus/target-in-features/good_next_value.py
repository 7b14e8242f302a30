# %%
import pandas as pd
from sklearn.linear_model import Ridge

# %%
prices = pd.read_csv("prices.csv", parse_dates=["day"]).set_index("day")
prices["tomorrow"] = prices["close"].shift(-1)
prices = prices.dropna()
train, test = prices[:-100], prices[-100:]
model = Ridge().fit(train[["close", "volume"]], train["tomorrow"])
print(model.score(test[["close", "volume"]], test["tomorrow"]))
