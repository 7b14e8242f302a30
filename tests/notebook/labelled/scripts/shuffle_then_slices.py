import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.utils import shuffle
from sklearn.preprocessing import normalize, scale, minmax_scale

df = shuffle(pd.read_csv('credit.csv', index_col=0), random_state=0)
data = df.values
n_train = 250
x_train, y_train = data[:n_train, :-1], data[:n_train, -1]
x_val, y_val = data[n_train:320, :-1], data[n_train:320, -1]
x_test, y_test = data[320:, :-1], data[320:, -1]

rf = RandomForestClassifier(n_estimators=30, random_state=0)
rf.fit(x_train, y_train)
print('val', (rf.predict(x_val) == y_val).mean())
print('test', (rf.predict(x_test) == y_test).mean())

unit = normalize(data[:, :-1])
rf = RandomForestClassifier(n_estimators=30, random_state=0).fit(unit[:n_train], y_train)
print('unit rows', rf.score(unit[320:], y_test))
ranged = minmax_scale(data[:, :-1])
rf = RandomForestClassifier(n_estimators=30, random_state=0).fit(ranged[:n_train], y_train)
print('ranged', rf.score(ranged[320:], y_test))
rf = RandomForestClassifier(n_estimators=30, random_state=0).fit(data[:350, :-1], data[:350, -1])
print('more rows', rf.score(x_test, y_test))
