import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split

df = pd.read_csv("credit.csv", index_col=0)
X = df.iloc[:, :-1].values
y = df.iloc[:, -1].values

X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=2)

scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

knn_grid = GridSearchCV(KNeighborsClassifier(), {'n_neighbors': [3, 5, 9]}, cv=4)
knn_grid.fit(X_train, y_train)
print(knn_grid.best_score_)
print(knn_grid.score(X_test, y_test))

X_all = StandardScaler().fit_transform(X)
Xa, Xb, ya, yb = train_test_split(X_all, y, random_state=2)
lr_grid = GridSearchCV(LogisticRegression(), {'C': [0.1, 1, 10]}, cv=4)
lr_grid.fit(Xa, ya)
print(lr_grid.best_score_)
print(lr_grid.score(Xb, yb))
