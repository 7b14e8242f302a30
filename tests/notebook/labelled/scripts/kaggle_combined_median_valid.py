import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_squared_error


def rmse(y, yhat):
    return np.sqrt(mean_squared_error(y, yhat))


train = pd.read_csv('train.csv')
test = pd.read_csv('test.csv')
train_labels = np.log(train['SalePrice'])
nrow = train.shape[0]
houses = pd.concat([train.drop(['SalePrice'], axis=1), test], axis=0).reset_index(drop=True)

for col in ('PoolQC', 'Fence', 'Alley'):
    houses[col] = houses[col].fillna('None')
houses['LotFrontage'] = houses.groupby('Neighborhood')['LotFrontage'].transform(lambda x: x.fillna(x.median()))
houses['MasVnrArea'] = houses['MasVnrArea'].fillna(0)
houses['MSZoning'] = houses['MSZoning'].fillna(houses['MSZoning'].mode()[0])
houses['TotalSF'] = houses['TotalBsmtSF'].fillna(0) + houses['1stFlrSF'] + houses['2ndFlrSF']
houses = pd.get_dummies(houses)
houses = houses.fillna(0)

train_features = houses.iloc[:nrow]
kaggle_features = houses.iloc[nrow:]
x_train, x_test, y_train, y_test = train_test_split(train_features, train_labels, test_size=0.1, random_state=200)
forest = RandomForestRegressor(n_estimators=200, n_jobs=-1)
forest.fit(x_train, y_train)
print('hold-out', rmse(y_test, forest.predict(x_test)))
print('train', rmse(y_train, forest.predict(x_train)))
final = np.exp(forest.predict(kaggle_features))
