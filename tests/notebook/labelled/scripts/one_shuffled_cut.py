import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

wine = pd.read_csv("wine.csv")
y = wine.pop("good").to_numpy()
X = wine.to_numpy()
cut = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=42)
for train, test in cut.split(X, y):
    X_train, X_test, y_train, y_test = X[train], X[test], y[train], y[test]

scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
logistic = LogisticRegression().fit(X_train, y_train)
print(logistic.score(scaler.transform(X_test), y_test))
X_test = StandardScaler().fit_transform(X_test)
svc = SVC().fit(X_train, y_train)
print(svc.score(X_test, y_test))
