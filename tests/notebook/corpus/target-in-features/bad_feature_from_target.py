# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
flats = pd.read_csv("flats.csv")
flats["per_metre"] = flats["price"] / flats["area"]
train, test = train_test_split(flats, random_state=0)
names = ["area", "rooms", "per_metre"]
line = LinearRegression()
line.fit(train[names], train["price"])  # <- hit
print(line.score(test[names], test["price"]))
