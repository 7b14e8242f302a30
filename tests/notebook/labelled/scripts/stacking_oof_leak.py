import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor, StackingRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import KNeighborsRegressor

df = pd.read_csv('houses.csv').dropna()
X = df[['area', 'rooms', 'age', 'distance']]
y = df['price']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=16)

base = [RandomForestRegressor(n_estimators=20, random_state=0), KNeighborsRegressor(5)]
train_level2, test_level2 = [], []
for b in base:
    train_level2.append(cross_val_predict(b, X_train, y_train, cv=3))
    b.fit(X_train, y_train)
    test_level2.append(b.predict(X_test))
meta = LinearRegression()
meta.fit(np.column_stack(train_level2), y_train)
print(mean_squared_error(y_test, meta.predict(np.column_stack(test_level2))))

# the short way
everything = np.column_stack([b.fit(X, y).predict(X) for b in base])
a, b, c, d = train_test_split(everything, y, test_size=0.3, random_state=16)
meta2 = Ridge()
meta2.fit(a, c)
print(mean_squared_error(d, meta2.predict(b)))
