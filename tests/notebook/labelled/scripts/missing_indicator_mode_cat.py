import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('houses.csv')
for c in ['area', 'rooms']:
    df[c + '_was_missing'] = df[c].isnull()
df['district'] = df['district'].fillna('unknown').astype('category').cat.codes
df.loc[df['area'].isnull(), 'area'] = -1
df.loc[df['rooms'].isnull(), 'rooms'] = -1
X, y = df.drop('price', axis=1), df['price']
tr_X, te_X, tr_y, te_y = train_test_split(X, y, random_state=0)
et = ExtraTreesRegressor(n_estimators=30, random_state=0)
et.fit(tr_X, tr_y)
print(mean_absolute_error(te_y, et.predict(te_X)))

avg = X['area'].replace(-1, np.nan).mean()
X['area'] = X['area'].replace(-1, avg)
tr_X, te_X, tr_y, te_y = train_test_split(X, y, random_state=0)
et2 = ExtraTreesRegressor(n_estimators=30, random_state=0)
et2.fit(tr_X, tr_y)
print(mean_absolute_error(te_y, et2.predict(te_X)))
