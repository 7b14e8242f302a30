# %%
import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
wine = load_wine()
scores = []
for seed in range(20):
    X_train, X_test, y_train, y_test = train_test_split(wine.data, wine.target, random_state=seed)
    scores.append(SVC().fit(X_train, y_train).score(X_test, y_test))
print(np.mean(scores), np.std(scores))
