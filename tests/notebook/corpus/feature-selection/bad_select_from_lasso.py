# %%
import pandas as pd
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import mean_squared_error

# %%
bikes = pd.read_csv("bikes.csv")
y = bikes.pop("hired")
selector = SelectFromModel(Lasso(alpha=0.1))
X = selector.fit_transform(bikes, y)  # <- hit
split = int(0.7 * len(X))
model = Ridge().fit(X[:split], y[:split])
print(mean_squared_error(y[split:], model.predict(X[split:])))
