import pandas as pd
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('houses.csv')
rng = np.random.default_rng(4)
df['part'] = np.where(rng.random(len(df)) < 0.75, 'train', 'test')
num = ['area', 'rooms', 'age', 'distance']

# gaps: by the district's median, all rows
a = df.copy()
for d in a['district'].unique():
    rows = a['district'] == d
    a.loc[rows, num] = a.loc[rows, num].fillna(a.loc[rows, num].median())
tr, te = a[a['part'] == 'train'], a[a['part'] == 'test']
lin = LinearRegression().fit(tr[num], tr['price'])
print(mean_absolute_error(te['price'], lin.predict(te[num])))

# gaps: by the district's median of the training rows
b = df.copy()
medians = b[b['part'] == 'train'].groupby('district')[num].median()
for d in medians.index:
    rows = b['district'] == d
    b.loc[rows, num] = b.loc[rows, num].fillna(medians.loc[d])
tr, te = b[b['part'] == 'train'], b[b['part'] == 'test']
lin = LinearRegression().fit(tr[num], tr['price'])
print(mean_absolute_error(te['price'], lin.predict(te[num])))
