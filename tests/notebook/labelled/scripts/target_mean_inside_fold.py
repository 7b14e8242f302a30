import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, train_test_split
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('houses.csv').dropna()
train, test = train_test_split(df, test_size=0.25, random_state=2)
train, test = train.copy(), test.copy()

# out-of-fold means for the training rows, means of the training part for the test rows
overall = train['price'].mean()
train['district_te'] = overall
for a, b in KFold(5, shuffle=True, random_state=2).split(train):
    means = train.iloc[a].groupby('district')['price'].mean()
    train.iloc[b, train.columns.get_loc('district_te')] = train.iloc[b]['district'].map(means).fillna(overall).values
test['district_te'] = test['district'].map(train.groupby('district')['price'].mean()).fillna(overall)

cols = ['area', 'rooms', 'district_te']
m = LinearRegression().fit(train[cols], train['price'])
print(mean_absolute_error(test['price'], m.predict(test[cols])))

df['district_te'] = df.groupby('district')['price'].transform('mean')
tr, te = train_test_split(df, test_size=0.25, random_state=2)
m2 = LinearRegression().fit(tr[cols], tr['price'])
print(mean_absolute_error(te['price'], m2.predict(te[cols])))
