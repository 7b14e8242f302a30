# ---
# title = "Functions read names of the notebook, some defined later and changed between two calls"
# tasks = 3
# kept = ["def scaled(", "def report(", "factor ="]
# ---
# %%
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
# %%
factor = 2


def scaled(values):
    """Scale by what `factor` is at the call."""
    return values * factor


def report(name, values):
    print(name, round(float(scaled(values).sum()), 6), rows)
# %%
X, y = load_diabetes(return_X_y=True)
rows = len(y)
# %%
report("first", y)
# %%
factor = 10
# %%
report("second", y)
# %%
model = Ridge(alpha=0.5).fit(scaled(X), y)
# %%
def residual(i):
    return y[i] - model.predict(scaled(X[i : i + 1]))[0]


print(residual(0), residual(10))
