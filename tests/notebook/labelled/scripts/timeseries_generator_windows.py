import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error


def windows(values, size):
    for i in range(size, len(values)):
        yield values[i - size:i], values[i]


def as_arrays(values, size=14):
    xs, ys = [], []
    for x, y in windows(values, size):
        xs.append(x)
        ys.append(y)
    return np.array(xs), np.array(ys)


sales = pd.read_csv('sales.csv')['sales'].values.astype(float)
cut = int(len(sales) * 0.75)

normed = (sales - sales.mean()) / sales.std()
Xa, ya = as_arrays(normed[:cut])
Xb, yb = as_arrays(normed[cut:])
r = Ridge()
r.fit(Xa, ya)
print('normed', mean_absolute_error(yb, r.predict(Xb)))

past, future = sales[:cut], sales[cut:]
mu, sd = past.mean(), past.std()
Xc, yc = as_arrays((past - mu) / sd)
Xd, yd = as_arrays((future - mu) / sd)
r2 = Ridge()
r2.fit(Xc, yc)
print('normed by the past', mean_absolute_error(yd, r2.predict(Xd)))
