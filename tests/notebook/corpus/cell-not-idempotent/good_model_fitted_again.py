# %%
import pandas as pd
from sklearn.linear_model import Ridge

houses = pd.read_csv("houses.csv")
model = Ridge()
# %%
model.fit(houses[["area"]], houses["price"])
houses["predicted"] = model.predict(houses[["area"]])
error = (houses["predicted"] - houses["price"]).abs().mean()
print(error)


def add(values, value):
    values.append(value)
    return values
