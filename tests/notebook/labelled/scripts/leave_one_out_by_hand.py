import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

subjects = pd.read_csv("subjects.csv")
y = subjects.pop("patient").to_numpy()
X = subjects.to_numpy()
Z = StandardScaler().fit_transform(X)

right = 0
for i in range(len(X)):
    X_train, y_train = np.delete(X, i, axis=0), np.delete(y, i)
    svc = SVC().fit(X_train, y_train)
    right += svc.predict(X[i].reshape(1, -1))[0] == y[i]
print(right / len(X))

right = 0
for i in range(len(Z)):
    svc = SVC().fit(np.delete(Z, i, axis=0), np.delete(y, i))
    right += svc.predict(Z[i].reshape(1, -1))[0] == y[i]
print(right / len(Z))
