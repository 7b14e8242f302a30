# %%
import pandas as pd
import category_encoders as ce
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
cars = pd.read_csv("cars.csv")
y = cars.pop("price")
encoder = ce.TargetEncoder(cols=["brand", "model"])
X = encoder.fit_transform(cars, y)  # <- hit
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
print(mean_absolute_error(y_test, GradientBoostingRegressor().fit(X_train, y_train).predict(X_test)))
