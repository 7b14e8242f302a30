import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_squared_log_error

df = pd.read_csv('../input/train.csv', parse_dates=['pickup_datetime'])
df = df[df.trip_duration < 22 * 3600]
df['log_trip_duration'] = np.log(df['trip_duration'].values + 1)
df['hour'] = df['pickup_datetime'].dt.hour
df['weekday'] = df['pickup_datetime'].dt.weekday
df['store_and_fwd_flag'] = 1 * (df.store_and_fwd_flag.values == 'Y')
feature_names = ['vendor_id', 'passenger_count', 'pickup_longitude', 'pickup_latitude', 'hour', 'weekday', 'store_and_fwd_flag']

y = df['log_trip_duration'].values
Xtr, Xv, ytr, yv = train_test_split(df[feature_names].values, y, test_size=0.2, random_state=1987)
dtrain = xgb.DMatrix(Xtr, label=ytr)
dvalid = xgb.DMatrix(Xv, label=yv)
watchlist = [(dtrain, 'train'), (dvalid, 'valid')]

xgb_pars = {'min_child_weight': 50, 'eta': 0.3, 'max_depth': 10, 'subsample': 0.8, 'objective': 'reg:linear', 'silent': 1}
model = xgb.train(xgb_pars, dtrain, 60, watchlist, early_stopping_rounds=50, maximize=False, verbose_eval=10)
print('Modeling RMSLE %.5f' % model.best_score)
yhat = model.predict(dvalid)
print('again: %.5f' % np.sqrt(np.mean((yhat - yv) ** 2)))
