# %%
import pandas as pd
from lightgbm import early_stopping
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor

# %%
bikes = pd.read_csv("bikes.csv")
X_train, X_test, y_train, y_test = train_test_split(bikes.drop(columns="n"), bikes["n"], random_state=0)
net = MLPRegressor(early_stopping=True, n_iter_no_change=10).fit(X_train, y_train)
print(net.score(X_test, y_test))
