import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import MinMaxScaler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
y = df['default'].values
X = df.drop('default', axis=1).values

acc_knn, acc_nb = [], []
for tr, te in StratifiedKFold(n_splits=3, shuffle=True, random_state=8).split(X, y):
    scaler = MinMaxScaler()
    X_tr = scaler.fit_transform(X[tr])
    X_te = scaler.fit_transform(X[te])
    knn = KNeighborsClassifier(7)
    knn.fit(X_tr, y[tr])
    acc_knn.append(accuracy_score(y[te], knn.predict(X_te)))
    nb = GaussianNB()
    nb.fit(X[tr], y[tr])
    acc_nb.append(accuracy_score(y[te], nb.predict(X[te])))
print('knn', np.mean(acc_knn))
print('nb', np.mean(acc_nb))
