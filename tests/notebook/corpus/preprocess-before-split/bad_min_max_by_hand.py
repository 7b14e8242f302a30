# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error

# %%
def scaled(column):
    return (column - column.min()) / (column.max() - column.min())  # <- hit

# %%
houses = pd.read_csv("houses.csv").dropna()
for name in ("area", "rooms"):
    houses[name] = scaled(houses[name])

# %%
train = houses.sample(frac=0.8, random_state=2)
test = houses.drop(train.index)
line = LinearRegression().fit(train[["area", "rooms"]], train["price"])
print(mean_absolute_error(test["price"], line.predict(test[["area", "rooms"]])))
