import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('houses.csv').dropna()

Q1 = df['area'].quantile(0.25)
Q3 = df['area'].quantile(0.75)
IQR = Q3 - Q1
df = df[(df['area'] > Q1 - 1.5 * IQR) & (df['area'] < Q3 + 1.5 * IQR)]
df = df[df['rooms'] < 12]

X = df[['area', 'rooms', 'age', 'distance']]
y = df['price']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=6)
gbr = GradientBoostingRegressor(n_estimators=60, random_state=6).fit(X_train, y_train)
print(mean_absolute_error(y_test, gbr.predict(X_test)))
