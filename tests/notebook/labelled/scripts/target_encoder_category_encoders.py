import category_encoders as ce
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv('ks-projects-201801.csv', parse_dates=['deadline', 'launched'])
df = df.query('state != "live"')
df = df.assign(outcome=(df['state'] == 'successful').astype(int))
df = df.assign(hour=df.launched.dt.hour, day=df.launched.dt.day, month=df.launched.dt.month)
cat = ['category', 'currency', 'country']
feats = ['goal', 'hour', 'day', 'month']

enc = ce.TargetEncoder(cols=cat)
encoded = enc.fit_transform(df[cat], df['outcome'])
full = df[feats + ['outcome']].join(encoded.add_suffix('_target'))
train, valid = train_test_split(full, test_size=0.1, random_state=7)
m = LogisticRegression()
m.fit(train.drop('outcome', axis=1), train['outcome'])
print('AUC', roc_auc_score(valid['outcome'], m.predict_proba(valid.drop('outcome', axis=1))[:, 1]))

tr, va = train_test_split(df, test_size=0.1, random_state=7)
enc2 = ce.TargetEncoder(cols=cat)
enc2.fit(tr[cat], tr['outcome'])
a = tr[feats].join(enc2.transform(tr[cat]).add_suffix('_target'))
b = va[feats].join(enc2.transform(va[cat]).add_suffix('_target'))
m2 = LogisticRegression()
m2.fit(a, tr['outcome'])
print('AUC', roc_auc_score(va['outcome'], m2.predict_proba(b)[:, 1]))
