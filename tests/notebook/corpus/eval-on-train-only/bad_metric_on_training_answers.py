# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error, r2_score

# %%
cars = pd.read_csv("cars.csv")
line = LinearRegression().fit(cars[["km"]], cars["price"])
fitted = line.predict(cars[["km"]])
print(mean_squared_error(cars["price"], fitted), r2_score(cars["price"], fitted))  # <- hit
