import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import SelectFromModel
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv('credit.csv', index_col=0)
tr, te = train_test_split(df, test_size=0.3, random_state=77)
cols = df.columns[df.columns != 'default']

probe = RandomForestClassifier(n_estimators=30, random_state=0)
probe.fit(tr[cols], tr['default'])
ranking = pd.Series(probe.feature_importances_, index=cols).sort_values(ascending=False)
print(ranking)
top = list(ranking.index[:4])

rf = RandomForestClassifier(n_estimators=30, random_state=0)
rf.fit(tr[top], tr['default'])
print(roc_auc_score(te['default'], rf.predict_proba(te[top])[:, 1]))

sfm = SelectFromModel(RandomForestClassifier(n_estimators=30, random_state=1))
A = sfm.fit_transform(tr[cols], tr['default'])
B = sfm.transform(te[cols])
rf = RandomForestClassifier(n_estimators=30, random_state=0)
rf.fit(A, tr['default'])
print(roc_auc_score(te['default'], rf.predict_proba(B)[:, 1]))
