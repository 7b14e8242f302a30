import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
from tensorflow.keras.layers import Dense, Input
from tensorflow.keras.models import Sequential

table = pd.read_csv("heart.csv")
X, y = table.drop(columns="ill").to_numpy(), table["ill"].to_numpy()


def new_net():
    net = Sequential([Input(shape=(X.shape[1],)), Dense(8, activation="relu"), Dense(1, activation="sigmoid")])
    net.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return net


one = new_net()
scores = []
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    one.fit(X[train], y[train], epochs=20, verbose=0)
    scores.append(one.evaluate(X[test], y[test], verbose=0)[1])
print(np.mean(scores))

scores = []
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    fresh = new_net()
    fresh.fit(X[train], y[train], epochs=20, verbose=0)
    scores.append(fresh.evaluate(X[test], y[test], verbose=0)[1])
print(np.mean(scores))
