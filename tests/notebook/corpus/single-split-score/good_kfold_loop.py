# %%
from sklearn.datasets import make_classification
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB

# %%
X, y = make_classification(500, random_state=0)
for train, test in StratifiedKFold(5).split(X, y):
    print(GaussianNB().fit(X[train], y[train]).score(X[test], y[test]))
