# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
train, test = train_test_split(pd.read_csv("houses.csv"), random_state=4)
train, test = train.copy(), test.copy()
middle = train["area"].median()
mean, spread = train["age"].mean(), train["age"].std()
for part in (train, test):
    part["area"] = part["area"].fillna(middle)
    part["age"] = (part["age"] - mean) / spread

# %%
line = LinearRegression().fit(train[["area", "age"]], train["price"])
print(line.score(test[["area", "age"]], test["price"]))
