import os

import librosa
import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def describe(path):
    sound, rate = librosa.load(path)
    tones = np.mean(librosa.feature.mfcc(y=sound, sr=rate).T, axis=0)
    loud = np.std(librosa.feature.rms(y=sound).T, axis=0)
    return np.hstack([tones, loud])


def read(folder):
    described, birds = [], []
    for bird in os.listdir(folder):
        for name in os.listdir(os.path.join(folder, bird)):
            described.append(describe(os.path.join(folder, bird, name)))
            birds.append(bird)
    return np.array(described), np.array(birds)


X, y = read("birds")
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=5)
careful = make_pipeline(StandardScaler(), SVC())
careful.fit(X_train, y_train)
print(accuracy_score(y_test, careful.predict(X_test)))

scaled = StandardScaler().fit_transform(X)
S_train, S_test, t_train, t_test = train_test_split(scaled, y, test_size=0.25, random_state=5)
hasty = SVC()
hasty.fit(S_train, t_train)
print(accuracy_score(t_test, hasty.predict(S_test)))
