import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

df = pd.read_csv('credit.csv', index_col=0).reset_index(drop=True)
train = df.sample(frac=0.8, random_state=200)
test = df.sample(frac=0.2, random_state=100)
rest = df.drop(train.index)

cols = df.columns.drop('default')
m = LogisticRegression(max_iter=500)
m.fit(train[cols], train['default'])
print('auc on sample', roc_auc_score(test['default'], m.predict_proba(test[cols])[:, 1]))
print('auc on rest', roc_auc_score(rest['default'], m.predict_proba(rest[cols])[:, 1]))
