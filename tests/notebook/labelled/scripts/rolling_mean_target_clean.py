import pandas as pd
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.preprocessing import StandardScaler

sales = pd.read_csv('sales.csv', parse_dates=['date']).set_index('date')
feat = pd.DataFrame(index=sales.index)
feat['lag1'] = sales['sales'].shift(1)
feat['lag7'] = sales['sales'].shift(7)
feat['ma7'] = sales['sales'].shift(1).rolling(window=7).mean()
feat['expanding'] = sales['sales'].shift(1).expanding().mean()
feat['temp'] = sales['temp']
feat['y'] = sales['sales']
feat = feat.dropna()
cut = '2021-12-01'
train, test = feat.loc[feat.index < cut], feat.loc[feat.index >= cut]
cols = ['lag1', 'lag7', 'ma7', 'expanding', 'temp']
sc = StandardScaler().fit(train[cols])
ridge = Ridge().fit(sc.transform(train[cols]), train['y'])
print('MAE', mean_absolute_error(test['y'], ridge.predict(sc.transform(test[cols]))))
