import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error


class Normalizer:
    """Own scaler, to learn how it works."""

    def __init__(self):
        self.mu = None
        self.sigma = None

    def fit(self, X):
        self.mu = X.mean(axis=0)
        self.sigma = X.std(axis=0)
        return self

    def transform(self, X):
        return (X - self.mu) / self.sigma

    def fit_transform(self, X):
        return self.fit(X).transform(X)


df = pd.read_csv('houses.csv').dropna()
X = df[['area', 'rooms', 'age', 'distance']].values
y = df['price'].values

norm = Normalizer()
Xn = norm.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(Xn, y, test_size=0.2, random_state=4)
bad = Ridge()
bad.fit(X_train, y_train)
print('all', mean_squared_error(y_test, bad.predict(X_test)))

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=4)
norm2 = Normalizer().fit(X_train)
good = Ridge()
good.fit(norm2.transform(X_train), y_train)
print('train only', mean_squared_error(y_test, good.predict(norm2.transform(X_test))))
