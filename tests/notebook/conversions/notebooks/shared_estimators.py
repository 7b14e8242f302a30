# ---
# title = "One transformer within two pipelines, cloned and not; partial_fit, warm_start, set_params"
# tasks = 4
# kept = ["clone(scaler)", "partial_fit(", "warm_start=True", "set_params(", "scaler.mean_"]
# ---
# %%
import numpy as np
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
# %%
X, y = load_iris(return_X_y=True)
scaler = StandardScaler()
# %%
first = make_pipeline(scaler, LogisticRegression(max_iter=500))
second = make_pipeline(scaler, LogisticRegression(C=0.01))
third = make_pipeline(clone(scaler), LogisticRegression(C=0.5))
# %%
first.fit(X, y)
# %%
second.fit(X * 2 + 1, y)
# %%
third.fit(X[:100], y[:100])
# %%
print(scaler.mean_.round(6), first.score(X, y), second.score(X, y), third.score(X, y))
# %%
online = SGDClassifier(random_state=0)
for part in np.array_split(np.arange(150), 3):
    online.partial_fit(X[part], y[part], classes=[0, 1, 2])
# %%
online.partial_fit(X, y)
print(online.score(X, y))
# %%
forest = RandomForestClassifier(n_estimators=5, warm_start=True, random_state=3)
forest.fit(X, y)
# %%
forest.set_params(n_estimators=9)
forest.fit(X, y)
# %%
print(len(forest.estimators_), forest.score(X, y))
# %%
first.set_params(logisticregression__C=0.001)
first[-1].C
# %%
first.fit(X, y)
print(first.score(X, y), scaler.var_.round(6))
