import pandas as pd
from sklearn.model_selection import cross_val_score, KFold, cross_val_predict
from sklearn.preprocessing import StandardScaler, scale
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.metrics import accuracy_score

wine = pd.read_csv('wine.data', header=None)
y = wine[0]
X = wine.drop(columns=0)
kf = KFold(n_splits=5, shuffle=True, random_state=42)

svm = SVC()
raw = cross_val_score(svm, X, y, cv=kf).mean()
scaled = cross_val_score(svm, scale(X), y, cv=kf).mean()
piped = cross_val_score(make_pipeline(StandardScaler(), svm), X, y, cv=kf).mean()
print(raw, scaled, piped)

Xs = StandardScaler().fit_transform(X)
oof = cross_val_predict(svm, Xs, y, cv=kf)
print(accuracy_score(y, oof))
