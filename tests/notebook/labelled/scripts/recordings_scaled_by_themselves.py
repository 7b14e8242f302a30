import numpy as np
import pandas as pd
from scipy.io import wavfile
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

calls = pd.read_csv("calls.csv")


def features(paths):
    found = []
    for path in paths:
        rate, sound = wavfile.read(path)
        sound = StandardScaler().fit_transform(sound.reshape(-1, 1))
        found.append([sound.min(), sound.max(), np.abs(sound).mean()])
    return np.array(found)


X = features(calls["path"].values)
X_train, X_test, y_train, y_test = train_test_split(X, calls["bird"], random_state=1)
forest = RandomForestClassifier(random_state=1).fit(X_train, y_train)
print(forest.score(X_test, y_test))

few = PCA(2).fit_transform(X)
F_train, F_test, g_train, g_test = train_test_split(few, calls["bird"], random_state=2)
small = RandomForestClassifier(random_state=1).fit(F_train, g_train)
print(small.score(F_test, g_test))
