import pandas as pd
import xgboost as xgb
from sklearn.model_selection import train_test_split
from sklearn.metrics import log_loss

df = pd.read_csv('avazu_sample.csv')
df['hour_of_day'] = df['hour'].astype(str).str[-2:].astype(int)
for col in ['site_id', 'app_id', 'device_model']:
    counts = df[col].value_counts()
    df[col + '_cnt'] = df[col].map(counts)
    df.drop(col, axis=1, inplace=True)

train, valid = train_test_split(df, test_size=0.1, random_state=0)
dtrain = xgb.DMatrix(train.drop(['click', 'id'], axis=1), train['click'])
dvalid = xgb.DMatrix(valid.drop(['click', 'id'], axis=1), valid['click'])
params = {'objective': 'binary:logistic', 'eval_metric': 'logloss', 'eta': 0.1, 'max_depth': 7}
bst = xgb.train(params, dtrain, num_boost_round=300, evals=[(dtrain, 'train')], verbose_eval=50)
p = bst.predict(dvalid)
print('logloss', log_loss(valid['click'], p))
