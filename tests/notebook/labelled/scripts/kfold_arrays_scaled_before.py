import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

train = pd.read_csv('../input/train.csv')
test = pd.read_csv('../input/test.csv')
target = train['target']
train = train.drop(['ID_code', 'target'], axis=1).values
test = test.drop(['ID_code'], axis=1).values

sc = StandardScaler()
train = sc.fit_transform(train)
test = sc.transform(test)

folds = KFold(n_splits=5, shuffle=True, random_state=15)
oof = np.zeros(len(train))
predictions = np.zeros(len(test))
for fold_, (trn_idx, val_idx) in enumerate(folds.split(train, target)):
    print("fold n°{}".format(fold_))
    X_trn, y_trn = train[trn_idx], target.iloc[trn_idx]
    X_val, y_val = train[val_idx], target.iloc[val_idx]
    clf = LogisticRegression(solver='liblinear')
    clf.fit(X_trn, y_trn)
    oof[val_idx] = clf.predict_proba(X_val)[:, 1]
    predictions += clf.predict_proba(test)[:, 1] / folds.n_splits

print("CV score: {:<8.5f}".format(roc_auc_score(target, oof)))
