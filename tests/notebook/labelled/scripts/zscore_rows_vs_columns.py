import numpy as np
import pandas as pd
from scipy import stats
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

eeg = pd.read_csv('eeg.csv')
y = eeg.pop('eyeDetection')

# each reading against the other electrodes of the same moment
by_row = eeg.apply(lambda r: (r - r.mean()) / r.std(), axis=1)
a_train, a_test, ya_train, ya_test = train_test_split(by_row, y, test_size=0.2, random_state=0)
m1 = LogisticRegression().fit(a_train, ya_train)
print('by row', accuracy_score(ya_test, m1.predict(a_test)))

# each electrode against its own mean
by_col = eeg.apply(lambda c: (c - c.mean()) / c.std())
b_train, b_test, yb_train, yb_test = train_test_split(by_col, y, test_size=0.2, random_state=0)
m2 = LogisticRegression().fit(b_train, yb_train)
print('by column', accuracy_score(yb_test, m2.predict(b_test)))

z = np.abs(stats.zscore(eeg))
kept = eeg[(z < 3).all(axis=1)]
c_train, c_test, yc_train, yc_test = train_test_split(kept, y[kept.index], test_size=0.2, random_state=0)
m3 = LogisticRegression().fit(c_train, yc_train)
print('without outliers', accuracy_score(yc_test, m3.predict(c_test)))
