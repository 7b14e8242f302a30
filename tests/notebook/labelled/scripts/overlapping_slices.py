import numpy as np
import pandas as pd
from sklearn.svm import SVR
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error

raw = pd.read_csv('sales.csv')
raw['lag1'] = raw['sales'].shift(1)
raw['lag7'] = raw['sales'].shift(7)
raw = raw.dropna()
X = raw[['lag1', 'lag7', 'temp']].values
y = raw['sales'].values
split = int(0.7 * len(X))

# 70 / 40
X_tr, y_tr = X[:split], y[:split]
X_te, y_te = X[split - 50:], y[split - 50:]
svr = SVR(C=10).fit(X_tr, y_tr)
print('svr', mean_absolute_error(y_te, svr.predict(X_te)))

ridge = Ridge().fit(X[:300], y[:300])
print('ridge', mean_absolute_error(y[300:], ridge.predict(X[300:])))
