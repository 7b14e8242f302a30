# ---
# title = "Parts of objects get names of their own and are changed through them"
# tasks = 2
# kept = ["named_steps[", "best.set_params(", "first_tree", "column.rename("]
# ---
# %%
import numpy as np
import pandas as pd
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
# %%
X, y = load_iris(return_X_y=True)
pipe = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(max_iter=300))])
scale = pipe.named_steps["scale"]
best = pipe["model"]
# %%
best.set_params(C=0.02)
# %%
pipe.fit(X, y)
# %%
print(scale.mean_, best.coef_.shape, pipe.score(X, y))
# %%
forest = RandomForestClassifier(5, random_state=0).fit(X, y)
first_tree = forest.estimators_[0]
# %%
forest.estimators_ = forest.estimators_[:1] * 3
# %%
print(forest.score(X, y), first_tree is forest.estimators_[2])
# %%
frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
column = frame["a"]
# %%
frame["a"] = column * 10
column.rename("other", inplace=True)
# %%
print(column.name, column.tolist(), frame["a"].tolist())
config = {"model": {"depth": 2}}
model_config = config["model"]
# %%
model_config["depth"] += 1
scale.mean_[0] = 0
# %%
print(config, pipe.score(X, y), np.round(pipe[0].mean_, 3))
