import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_percentage_error


def add_ratio(frame):
    return frame.assign(ratio=frame['area'] / (frame['rooms'] + 1))


def centre(frame, columns):
    return frame.assign(**{c: frame[c] - frame[c].mean() for c in columns})


base = (
    pd.read_csv('houses.csv')
    .dropna()
    .pipe(add_ratio)
    .query('rooms < 15')
    .drop(columns='district')
    .reset_index(drop=True)
)
feats = ['area', 'rooms', 'age', 'distance', 'ratio']

tr, te = train_test_split(base, test_size=0.3, random_state=1)
m = LinearRegression().fit(tr[feats], tr['price'])
print(mean_absolute_percentage_error(te['price'], m.predict(te[feats])))

tr, te = train_test_split(base.pipe(centre, feats), test_size=0.3, random_state=1)
m = LinearRegression().fit(tr[feats], tr['price'])
print(mean_absolute_percentage_error(te['price'], m.predict(te[feats])))
