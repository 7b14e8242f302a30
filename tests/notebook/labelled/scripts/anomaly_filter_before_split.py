import pandas as pd
import numpy as np
from sklearn.ensemble import IsolationForest, RandomForestRegressor
from sklearn.neighbors import LocalOutlierFactor
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('houses.csv').dropna()
num = ['area', 'rooms', 'age', 'distance']

iso = IsolationForest(contamination=0.05, random_state=0)
df['ok'] = iso.fit_predict(df[num])
inliers = df[df['ok'] == 1]
tr, te = train_test_split(inliers, test_size=0.25, random_state=23)
rf = RandomForestRegressor(n_estimators=40, random_state=0).fit(tr[num], tr['price'])
print('isolation forest first', mean_absolute_error(te['price'], rf.predict(te[num])))

tr, te = train_test_split(df, test_size=0.25, random_state=23)
keep = LocalOutlierFactor().fit_predict(tr[num]) == 1
tr = tr[keep]
rf = RandomForestRegressor(n_estimators=40, random_state=0).fit(tr[num], tr['price'])
print('outliers of the training part', mean_absolute_error(te['price'], rf.predict(te[num])))
