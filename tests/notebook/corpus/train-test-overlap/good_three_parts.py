# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeRegressor

# %%
cars = pd.read_csv("cars.csv")
rest, test = train_test_split(cars, test_size=0.2, random_state=1)
train, valid = train_test_split(rest, test_size=0.2, random_state=1)
for depth in (3, 6):
    tree = DecisionTreeRegressor(max_depth=depth).fit(train[["km"]], train["price"])
    print(depth, tree.score(valid[["km"]], valid["price"]))
final = DecisionTreeRegressor(max_depth=6).fit(rest[["km"]], rest["price"])
print(final.score(test[["km"]], test["price"]))
