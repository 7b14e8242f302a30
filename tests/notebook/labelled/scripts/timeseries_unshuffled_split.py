import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error

sales = pd.read_csv('sales.csv', parse_dates=['date'], index_col='date')
sales['sales_lag'] = sales['sales'].shift(1)
sales = sales.dropna()
X = sales[['sales_lag', 'temp']]
y = sales['sales']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, shuffle=False)

sc = MinMaxScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
lin = LinearRegression()
lin.fit(X_train, y_train)
print(np.sqrt(mean_squared_error(y_test, lin.predict(X_test))))

sc2 = MinMaxScaler()
Z = sc2.fit_transform(sales[['sales_lag', 'temp']])
Z_train, Z_test = Z[:int(len(Z) * .8)], Z[int(len(Z) * .8):]
w_train, w_test = y[:int(len(Z) * .8)], y[int(len(Z) * .8):]
lin2 = LinearRegression()
lin2.fit(Z_train, w_train)
print(np.sqrt(mean_squared_error(w_test, lin2.predict(Z_test))))
