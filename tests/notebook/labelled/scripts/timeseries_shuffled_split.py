import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

sales = pd.read_csv('sales.csv', parse_dates=['date'], index_col='date')
sales = sales.sort_index()
sales['yesterday'] = sales['sales'].shift(1)
sales['tomorrow'] = sales['sales'].shift(-1)
sales['month'] = sales.index.month
sales = sales.dropna()

X = sales[['sales', 'yesterday', 'month', 'temp']]
y = sales['tomorrow']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
rf = RandomForestRegressor(n_estimators=50, random_state=42)
rf.fit(X_train, y_train)
print('R2', r2_score(y_test, rf.predict(X_test)))
