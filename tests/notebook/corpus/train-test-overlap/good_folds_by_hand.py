# %%
import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB

# %%
X = np.load("X.npy")
y = np.load("y.npy")
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    model = GaussianNB().fit(X[train], y[train])
    print(accuracy_score(y[test], model.predict(X[test])))
