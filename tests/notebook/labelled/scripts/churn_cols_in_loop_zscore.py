import pandas as pd
import numpy as np
from scipy.stats import zscore
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv('telco.csv')
df['churn'] = np.where(df['churn'] == 'Yes', 1, 0)
df['total'] = df['total'].fillna(df['monthly'] * df['tenure'])
df = pd.get_dummies(df, dtype=int)
cont = ['tenure', 'monthly', 'total']

X_train, X_test, y_train, y_test = train_test_split(df.drop('churn', axis=1), df['churn'], test_size=0.3, random_state=24)
dt = DecisionTreeClassifier(max_depth=3).fit(X_train, y_train)
print('tree', roc_auc_score(y_test, dt.predict_proba(X_test)[:, 1]))

for c in cont:
    df[c] = zscore(df[c])
X_train, X_test, y_train, y_test = train_test_split(df.drop('churn', axis=1), df['churn'], test_size=0.3, random_state=24)
lr = LogisticRegression().fit(X_train, y_train)
print('logit', roc_auc_score(y_test, lr.predict_proba(X_test)[:, 1]))
