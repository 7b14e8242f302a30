import pandas as pd
import numpy as np
from sklearn.feature_selection import RFECV, VarianceThreshold, SelectFromModel
from sklearn.ensemble import RandomForestClassifier, ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
X = df.drop('default', axis=1)
y = df['default']

rfecv = RFECV(LogisticRegression(), step=1, cv=3)
rfecv.fit(X, y)
print('Optimal number of features', rfecv.n_features_)
chosen = X.columns[rfecv.support_]
Xa, Xb, ya, yb = train_test_split(X[chosen], y, test_size=0.3, random_state=0)
lr = LogisticRegression().fit(Xa, ya)
print(accuracy_score(yb, lr.predict(Xb)))

et = ExtraTreesClassifier(n_estimators=20, random_state=0)
et.fit(X, y)
imp = pd.Series(et.feature_importances_, index=X.columns).nlargest(3)
Xa, Xb, ya, yb = train_test_split(X[imp.index], y, test_size=0.3, random_state=0)
rf = RandomForestClassifier(n_estimators=20, random_state=0).fit(Xa, ya)
print(accuracy_score(yb, rf.predict(Xb)))
