import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.preprocessing import StandardScaler


def folds_of(n, k, seed):
    order = np.random.RandomState(seed).permutation(n)
    return np.array_split(order, k)


def train_test_parts(X, y, folds, i):
    test = folds[i]
    train = np.concatenate([folds[j] for j in range(len(folds)) if j != i])
    return X[train], y[train], X[test], y[test]


def run(make, X, y, k=4):
    folds = folds_of(len(X), k, seed=5)
    scores = []
    for i in range(k):
        X_train, y_train, X_test, y_test = train_test_parts(X, y, folds, i)
        model = make()
        model.fit(X_train, y_train)
        scores.append(accuracy_score(y_test, model.predict(X_test)))
    return np.mean(scores)


def run_scaled(make, X, y, k=4):
    folds = folds_of(len(X), k, seed=5)
    scores = []
    for i in range(k):
        X_train, y_train, X_test, y_test = train_test_parts(X, y, folds, i)
        sc = StandardScaler().fit(X_train)
        pca = PCA(n_components=3).fit(sc.transform(X_train))
        model = make()
        model.fit(pca.transform(sc.transform(X_train)), y_train)
        guess = model.predict(pca.transform(sc.transform(X_test)))
        scores.append(accuracy_score(y_test, guess))
    return np.mean(scores)


df = pd.read_csv('credit.csv', index_col=0)
y = df['default'].values
X = df.drop(columns='default').values

print('raw', run(LinearDiscriminantAnalysis, X, y))
X_scaled = StandardScaler().fit_transform(X)
print('scaled', run(LogisticRegression, X_scaled, y))
print('pca', run(LogisticRegression, PCA(3).fit_transform(X_scaled), y))
print('inside', run_scaled(LogisticRegression, X, y))
