"""Loan approval - homework 3."""
import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score


def load(path):
    frame = pd.read_csv(path, index_col=0)
    return frame.drop('default', axis=1), frame['default']


def clean(X):
    X = X.copy()
    for column in X.columns:
        X[column] = X[column].clip(lower=-10, upper=10)
    return X


def standardise(X):
    return (X - X.mean()) / X.std()


def split(X, y):
    return train_test_split(X, y, test_size=0.3, random_state=33)


def learn(X, y):
    model = LogisticRegression(max_iter=500)
    model.fit(X, y)
    return model


def report(model, X, y):
    guess = model.predict(X)
    print('accuracy', accuracy_score(y, guess), 'f1', f1_score(y, guess))


def main():
    X, y = load('credit.csv')
    X = clean(X)

    X_train, X_test, y_train, y_test = split(X, y)
    report(learn(X_train, y_train), X_test, y_test)

    X_train, X_test, y_train, y_test = split(standardise(X), y)
    report(learn(X_train, y_train), X_test, y_test)


if __name__ == '__main__':
    main()
