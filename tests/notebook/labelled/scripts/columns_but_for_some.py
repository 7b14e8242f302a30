import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

houses = pd.read_csv("homes.csv")
houses["size_scaled"] = (houses["size"] - houses["size"].mean()) / houses["size"].std()
houses["age"] = 2020 - houses["built"]

features = [name for name in houses.columns if name not in ("price", "size_scaled")]
X_train, X_test, y_train, y_test = train_test_split(houses[features], houses["price"], random_state=2)
plain = RandomForestRegressor(random_state=0)
plain.fit(X_train, y_train)
print(plain.score(X_test, y_test))

others = [name for name in houses.columns if name != "price" and name != "built"]
X_train, X_test, y_train, y_test = train_test_split(houses[others], houses["price"], random_state=2)
scaled = RandomForestRegressor(random_state=0)
scaled.fit(X_train, y_train)
print(scaled.score(X_test, y_test))
