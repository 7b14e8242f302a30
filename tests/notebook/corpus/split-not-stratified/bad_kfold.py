# %%
from sklearn.datasets import make_classification
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB

# %%
X, y = make_classification(500, weights=[0.9], random_state=0)
for train, test in KFold(5, shuffle=True, random_state=0).split(X):  # <- hit
    print(GaussianNB().fit(X[train], y[train]).score(X[test], y[test]))
