import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.linear_model import Lasso
from sklearn.metrics import median_absolute_error

raw = pd.read_csv('houses.csv').dropna().drop(columns='district')
parts = {}
parts['train'], parts['test'] = train_test_split(raw, test_size=0.3, random_state=0)
numeric = ['area', 'rooms', 'age', 'distance']

stats = {c: (parts['train'][c].mean(), parts['train'][c].std()) for c in numeric}
for key in parts:
    frame = parts[key].copy()
    for c, (m, s) in stats.items():
        frame[c] = (frame[c] - m) / s
    parts[key] = frame

lasso = Lasso(alpha=0.1)
lasso.fit(parts['train'][numeric], parts['train']['price'])
print(median_absolute_error(parts['test']['price'], lasso.predict(parts['test'][numeric])))
