# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
cars = pd.read_csv("cars.csv")
rest, test = train_test_split(cars, random_state=0)
train, valid = train_test_split(rest, random_state=1)
for model in [LinearRegression(), RandomForestRegressor()]:
    model.fit(train[["km"]], train["price"])
    print(model.score(valid[["km"]], valid["price"]))
best = RandomForestRegressor().fit(rest[["km"]], rest["price"])
print("at last", best.score(test[["km"]], test["price"]))
