# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

# %%
houses = pd.read_csv("houses.csv")
houses["district_price"] = houses.groupby("district")["price"].transform("mean")  # <- hit
X_train, X_test, y_train, y_test = train_test_split(houses[["area", "district_price"]], houses["price"], random_state=0)
print(RandomForestRegressor().fit(X_train, y_train).score(X_test, y_test))
