import pandas as pd
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv('credit.csv', index_col=0)
train, valid = train_test_split(df, test_size=0.3, random_state=14)
x = [c for c in df.columns if c != 'default']

m1 = RandomForestClassifier(n_estimators=50, random_state=14)
m1.fit(train[x], train['default'])
print('valid auc', roc_auc_score(valid['default'], m1.predict_proba(valid[x])[:, 1]))

# "more data is always better"
final = pd.concat([train, valid])
m2 = RandomForestClassifier(n_estimators=50, random_state=14)
m2.fit(final[x], final['default'])
print('valid auc after retraining', roc_auc_score(valid['default'], m2.predict_proba(valid[x])[:, 1]))
