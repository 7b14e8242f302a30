# %%
from sklearn.datasets import make_classification
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

# %%
X, y = make_classification(1000, random_state=0)
for train, test in StratifiedKFold(5).split(X, y):
    scaler = StandardScaler()
    inside = scaler.fit_transform(X[train])
    model = SVC().fit(inside, y[train])
    print(model.score(scaler.transform(X[test]), y[test]))
