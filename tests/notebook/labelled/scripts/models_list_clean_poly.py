import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import PolynomialFeatures, Normalizer, FunctionTransformer
from sklearn.linear_model import LinearRegression, BayesianRidge
from sklearn.tree import DecisionTreeRegressor
import numpy as np

df = pd.read_csv('houses.csv')
df = df[df.notnull().all(axis=1)]
X = df.loc[:, ['area', 'rooms', 'age', 'distance']]
y = df.loc[:, 'price']

# none of these learns anything from the rows
poly = PolynomialFeatures(degree=2, include_bias=False)
X_poly = poly.fit_transform(X)
X_log = FunctionTransformer(np.log1p).fit_transform(X)
X_norm = Normalizer().fit_transform(X)

for name, data in [('poly', X_poly), ('log', X_log), ('norm', X_norm)]:
    X_train, X_test, y_train, y_test = train_test_split(data, y, test_size=0.2, random_state=1)
    for m in [LinearRegression(), BayesianRidge(), DecisionTreeRegressor(random_state=1)]:
        m.fit(X_train, y_train)
        print(name, m.__class__.__name__, m.score(X_test, y_test))
