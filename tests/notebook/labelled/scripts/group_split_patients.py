import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split, GroupShuffleSplit
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

rec = pd.read_csv('parkinsons_recordings.csv')
print(rec['patient_id'].nunique(), 'patients,', len(rec), 'recordings')
rec = rec.sort_values(['patient_id', 'recording'])
X = rec.drop(['patient_id', 'recording', 'status'], axis=1)
y = rec['status']

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3, stratify=y)
rf = RandomForestClassifier(300, random_state=3)
rf.fit(X_train, y_train)
print('random split', roc_auc_score(y_test, rf.predict_proba(X_test)[:, 1]))

gss = GroupShuffleSplit(n_splits=1, test_size=0.25, random_state=3)
tr, te = next(gss.split(X, y, groups=rec['patient_id']))
rf2 = RandomForestClassifier(300, random_state=3)
rf2.fit(X.iloc[tr], y.iloc[tr])
print('by patient', roc_auc_score(y.iloc[te], rf2.predict_proba(X.iloc[te])[:, 1]))
