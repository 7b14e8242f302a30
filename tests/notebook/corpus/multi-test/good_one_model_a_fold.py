# %%
import numpy as np
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold

# %%
X, y = make_classification(800, random_state=3)
found = []
for train, test in KFold(5, shuffle=True, random_state=0).split(X):
    model = RandomForestClassifier(random_state=0)
    model.fit(X[train], y[train])
    found.append(accuracy_score(y[test], model.predict(X[test])))
print(np.mean(found), np.std(found))
