# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
cars = pd.read_csv("cars.csv")
train, test = train_test_split(cars, test_size=0.2, random_state=5)
names = ["km", "age"]

# %%
line = LinearRegression().fit(train[names], train["price"])
print("line", mean_absolute_error(test["price"], line.predict(test[names])))

# %%
forest = RandomForestRegressor(random_state=0).fit(train[names], train["price"])
print("forest", mean_absolute_error(test["price"], forest.predict(test[names])))  # <- hit
