# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

# %%
cars = pd.read_csv("cars.csv")
cars["fuel"] = LabelEncoder().fit_transform(cars["fuel"].fillna("unknown"))
cars["doors"] = cars["doors"].fillna(4)
cars = pd.get_dummies(cars, columns=["brand"])
cars["km"] = cars["km"].clip(0, 400000) / 1000

# %%
X, y = cars.drop(columns="price"), cars["price"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
forest = RandomForestRegressor(random_state=0).fit(X_train, y_train)
print(mean_absolute_error(y_test, forest.predict(X_test)))
