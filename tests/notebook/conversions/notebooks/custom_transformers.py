# ---
# title = "Own transformers within a ColumnTransformer, classes of the notebook in fitted models, a named tuple"
# tasks = 4
# kept = ["class Clip(", "ColumnTransformer(", "Result = namedtuple(", "class Ratio("]
# ---
# %%
from collections import namedtuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
# %%
class Clip(BaseEstimator, TransformerMixin):
    """Clip to the quantiles of the training rows."""

    def __init__(self, low=0.05):
        self.low = low

    def fit(self, X, y=None):
        self.bounds_ = np.nanquantile(np.asarray(X, dtype=float), [self.low, 1 - self.low], axis=0)
        return self

    def transform(self, X):
        return np.clip(np.asarray(X, dtype=float), *self.bounds_)
# %%
class Ratio(Clip):
    def transform(self, X):
        clipped = super().transform(X)
        return np.column_stack([clipped, clipped[:, 0] / (1 + np.abs(clipped[:, 1]))])


Result = namedtuple("Result", "name score")
# %%
rng = np.random.default_rng(2)
people = pd.DataFrame({"age": rng.normal(40, 9, 300), "pay": rng.normal(2, 1, 300), "town": rng.choice(list("xyz"), 300)})
people.loc[::17, "age"] = np.nan
label = ((people["pay"] + (people["town"] == "x")) > 2.2).astype(int)
# %%
numbers = Pipeline([("clip", Ratio(low=0.02)), ("impute", SimpleImputer())])
prepare = ColumnTransformer([("n", numbers, ["age", "pay"]), ("c", OneHotEncoder(), ["town"])])
model = Pipeline([("prepare", prepare), ("fit", LogisticRegression())])
# %%
X_train, X_test, y_train, y_test = train_test_split(people, label, random_state=1, stratify=label)
model.fit(X_train, y_train)
# %%
results = [Result("holdout", model.score(X_test, y_test))]
results.append(Result("cross", cross_val_score(model, people, label, cv=4).mean()))
results
# %%
model.named_steps["prepare"].named_transformers_["n"]["clip"].bounds_
