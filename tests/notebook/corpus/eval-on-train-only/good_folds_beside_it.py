# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_score

# %%
cars = pd.read_csv("cars.csv")
line = LinearRegression().fit(cars[["km"]], cars["price"])
print(line.score(cars[["km"]], cars["price"]))
print(cross_val_score(line, cars[["km"]], cars["price"], cv=10).mean())
