# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from numpy.lib.stride_tricks import sliding_window_view
series = pd.read_csv("w.csv")["load"].to_numpy()
split, lags = 3000, 24
train, test = series[:split], series[split - lags:]
X_train, y_train = sliding_window_view(train, lags)[:-1], train[lags:]
X_test, y_test = sliding_window_view(test, lags)[:-1], test[lags:]
model = Ridge().fit(X_train, y_train)
print(model.score(X_test, y_test))
