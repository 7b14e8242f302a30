import numpy as np
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold


def chosen(X, y, k=20):
    return SelectKBest(k=k).fit_transform(X, y)


def evaluate(X, y):
    X = chosen(X, y)
    scores = []
    for train, test in StratifiedKFold(5).split(X, y):
        model = LogisticRegression().fit(X[train], y[train])
        scores.append(model.score(X[test], y[test]))
    return np.mean(scores)


def evaluate_properly(X, y):
    scores = []
    for train, test in StratifiedKFold(5).split(X, y):
        best = SelectKBest(k=20).fit(X[train], y[train])
        model = LogisticRegression().fit(best.transform(X[train]), y[train])
        scores.append(model.score(best.transform(X[test]), y[test]))
    return np.mean(scores)
