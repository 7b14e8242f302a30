import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LinearRegression

df = pd.read_csv('houses.csv').dropna()
df['price_per_m2'] = df['price'] / df['area']
df['is_old'] = np.where(df['age'] > 40, 1, 0)
X = df[['area', 'rooms', 'age', 'is_old', 'price_per_m2']]
y = df['price']
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LinearRegression()
model.fit(X_train, y_train)
print("score", model.score(X_test, y_test))
