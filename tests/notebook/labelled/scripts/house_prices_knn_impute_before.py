# -*- coding: utf-8 -*-
import pandas as pd
import numpy as np
from sklearn.impute import KNNImputer
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LinearRegression
from sklearn.ensemble import RandomForestRegressor
from sklearn import metrics

houses = pd.read_csv('houses.csv')
houses.head()
houses.info()

numcols = ['area', 'rooms', 'age', 'distance']
imputer = KNNImputer(n_neighbors=5)
houses[numcols] = imputer.fit_transform(houses[numcols])
houses = pd.get_dummies(houses, columns=['district'])
houses['area_per_room'] = houses['area'] / (houses['rooms'] + 1)

X = houses.drop(columns='price').values
Y = houses['price'].values
x_train, x_test, y_train, y_test = train_test_split(X, Y, test_size=0.2, random_state=5)

lin = LinearRegression()
lin.fit(x_train, y_train)
y_hat = lin.predict(x_test)
print('R2', metrics.r2_score(y_test, y_hat))
print('RMSE', np.sqrt(metrics.mean_squared_error(y_test, y_hat)))

rf = RandomForestRegressor(n_estimators=30, random_state=5)
rf.fit(x_train, y_train)
y_hat = rf.predict(x_test)
print('R2', metrics.r2_score(y_test, y_hat))
