import pandas as pd
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

train = pd.read_csv('houses.csv').dropna()
a, b = train_test_split(train, test_size=0.3, random_state=9)
cols = ['area', 'rooms', 'age', 'distance']

# noisy copies of the training part only
noisy = a.copy()
noisy[cols] = noisy[cols] + np.random.default_rng(0).normal(0, 0.1, noisy[cols].shape)
augmented = pd.concat([a, noisy])
rf = RandomForestRegressor(n_estimators=30, random_state=0).fit(augmented[cols], augmented['price'])
print(mean_absolute_error(b['price'], rf.predict(b[cols])))

everything = pd.concat([train, train.sample(frac=0.5, random_state=1)])
c, d = train_test_split(everything, test_size=0.3, random_state=9)
rf2 = RandomForestRegressor(n_estimators=30, random_state=0).fit(c[cols], c['price'])
print(mean_absolute_error(d['price'], rf2.predict(d[cols])))
