# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error

# %%
cars = pd.read_csv("cars.csv")
train = cars.sample(frac=0.8, random_state=0)
test = cars.drop(train.index)
line = LinearRegression().fit(train[["km"]], train["price"])
print(mean_absolute_error(test["price"], line.predict(test[["km"]])))  # <- hit
