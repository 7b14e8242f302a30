# %%
import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split

# %%
bikes = pd.read_csv("bikes.csv")
X_train, X_test, y_train, y_test = train_test_split(bikes[["hour"]], bikes["hired"], random_state=0)
for model in (DummyRegressor(), GradientBoostingRegressor()):
    print(model.fit(X_train, y_train).score(X_test, y_test))
