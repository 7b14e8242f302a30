import pandas as pd
import numpy as np
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error

air = pd.read_csv('AirQualityUCI.csv', sep=';', decimal=',').replace(-200, np.nan)
air['when'] = pd.to_datetime(air['Date'] + ' ' + air['Time'], dayfirst=True)
air = air.set_index('when').sort_index()
air['T'] = air['T'].ffill()
air['RH'] = air['RH'].ffill()
air['hour'] = air.index.hour
air = air.dropna(subset=['C6H6(GT)'])

train = air[:'2004-12-31']
test = air['2005-01-01':]
cols = ['T', 'RH', 'hour']
gbr = GradientBoostingRegressor()
gbr.fit(train[cols], train['C6H6(GT)'])
print(mean_absolute_error(test['C6H6(GT)'], gbr.predict(test[cols])))

scaled = air[cols] / air[cols].max()
train2, test2 = scaled[:'2004-12-31'], scaled['2005-01-01':]
lin = LinearRegression()
lin.fit(train2, train['C6H6(GT)'])
print(mean_absolute_error(test['C6H6(GT)'], lin.predict(test2)))
