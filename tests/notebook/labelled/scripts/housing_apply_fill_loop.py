import pandas as pd
import numpy as np
from sklearn.linear_model import LinearRegression, Lasso
from sklearn.model_selection import train_test_split
from sklearn.metrics import r2_score


def fill_missing(frame, how):
    for c in frame.select_dtypes('number').columns:
        if frame[c].isna().any():
            if how == 'mean':
                frame[c] = frame[c].fillna(frame[c].mean())
            elif how == 'zero':
                frame[c] = frame[c].fillna(0)
    return frame


target = 'price'
results = {}
for how in ('zero',):
    data = fill_missing(pd.read_csv('houses.csv'), how).drop(columns='district')
    tr, te = train_test_split(data, test_size=0.2, random_state=5)
    model = LinearRegression()
    model.fit(tr.drop(columns=target), tr[target])
    results[how] = r2_score(te[target], model.predict(te.drop(columns=target)))

data = fill_missing(pd.read_csv('houses.csv'), 'mean').drop(columns='district')
tr, te = train_test_split(data, test_size=0.2, random_state=5)
lasso = Lasso(alpha=10)
lasso.fit(tr.drop(columns=target), tr[target])
results['mean'] = r2_score(te[target], lasso.predict(te.drop(columns=target)))
print(results)
