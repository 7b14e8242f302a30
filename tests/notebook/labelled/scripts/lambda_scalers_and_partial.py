import functools
import pandas as pd
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split

df = pd.read_csv('credit.csv', index_col=0)
cols = [c for c in df.columns if c != 'default']

minmax = lambda s: (s - s.min()) / (s.max() - s.min())
squash = lambda s: 1 / (1 + np.exp(-s))

one = df[cols].apply(minmax)
one['default'] = df['default']
two = df[cols].apply(squash)
two['default'] = df['default']

split = functools.partial(train_test_split, test_size=0.3, random_state=2)
tr, te = split(one)
m = LogisticRegression().fit(tr[cols], tr['default'])
print('min-max', brier_score_loss(te['default'], m.predict_proba(te[cols])[:, 1]))
tr, te = split(two)
m = LogisticRegression().fit(tr[cols], tr['default'])
print('sigmoid', brier_score_loss(te['default'], m.predict_proba(te[cols])[:, 1]))
