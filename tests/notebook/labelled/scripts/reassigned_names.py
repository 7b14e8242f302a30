import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
X = df.drop('default', axis=1)
y = df.default
X_raw = X

scaler = StandardScaler()
X = scaler.fit_transform(X)
X = X_raw  # not needed after all

X, X_t, y, y_t = train_test_split(X, y, test_size=0.3, random_state=31)
clf = RidgeClassifier()
clf.fit(X, y)
print(accuracy_score(y_t, clf.predict(X_t)))

scaler = StandardScaler()
X = scaler.fit_transform(X)
X_t = scaler.transform(X_t)
clf = RidgeClassifier()
clf.fit(X, y)
print(accuracy_score(y_t, clf.predict(X_t)))
X_t = X[:100]
y_t = y[:100]
print(accuracy_score(y_t, clf.predict(X_t)))
