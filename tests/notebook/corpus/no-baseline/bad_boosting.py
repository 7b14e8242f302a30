# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
bikes = pd.read_csv("bikes.csv")
X_train, X_test, y_train, y_test = train_test_split(bikes[["hour"]], bikes["hired"], random_state=0)
model = GradientBoostingRegressor().fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))  # <- hit
