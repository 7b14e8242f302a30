import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.metrics import mean_squared_error

df = pd.read_csv("houses.csv").dropna()
X = df[["area", "rooms", "age", "distance"]].to_numpy()
y = np.log(df["price"].to_numpy())

scores = []
kf = KFold(n_splits=4, shuffle=True, random_state=0)
for train_index, test_index in kf.split(X):
    X_train, X_test = X[train_index], X[test_index]
    y_train, y_test = y[train_index], y[test_index]
    ss = StandardScaler().fit(X_train)
    reg = SVR(C=10)
    reg.fit(ss.transform(X_train), y_train)
    mse = mean_squared_error(y_test, reg.predict(ss.transform(X_test)))
    scores.append(mse ** 0.5)
print(np.mean(scores), "+/-", np.std(scores))
