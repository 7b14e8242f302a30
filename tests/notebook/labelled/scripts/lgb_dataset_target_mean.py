import numpy as np
import pandas as pd
import lightgbm as lgb
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

df = pd.read_csv('loans.csv')
df['emp_length'] = df['emp_length'].str.extract(r'(\d+)').astype(float)

# mean of the target by state and purpose
for c in ['addr_state', 'purpose']:
    means = df.groupby(c)['bad'].mean()
    df[c + '_te'] = df[c].map(means)

features = ['loan_amnt', 'int_rate', 'emp_length', 'dti', 'addr_state_te', 'purpose_te']
tr, te = train_test_split(df, test_size=0.25, random_state=3)
dtr = lgb.Dataset(tr[features], label=tr['bad'])
params = dict(objective='binary', metric='auc', learning_rate=0.05, num_leaves=31, verbose=-1)
gbm = lgb.train(params, dtr, num_boost_round=200)
print('with te:', roc_auc_score(te['bad'], gbm.predict(te[features])))

plain = ['loan_amnt', 'int_rate', 'emp_length', 'dti']
gbm2 = lgb.train(params, lgb.Dataset(tr[plain], label=tr['bad']), num_boost_round=200)
print('without:', roc_auc_score(te['bad'], gbm2.predict(te[plain])))
