import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.linear_model import Lasso
from sklearn.metrics import median_absolute_error

raw = pd.read_csv('houses.csv').dropna().drop(columns='district')
train, test = train_test_split(raw, test_size=0.3, random_state=0)
numeric = ['area', 'rooms', 'age', 'distance']
out = []
for frame in (train, test):
    frame = frame.copy()
    for c in numeric:
        frame[c] = (frame[c] - frame[c].mean()) / frame[c].std()
    out.append(frame)
train, test = out

lasso = Lasso(alpha=0.1)
lasso.fit(train[numeric], train['price'])
print(median_absolute_error(test['price'], lasso.predict(test[numeric])))
