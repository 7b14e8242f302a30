# ---
# title = "Magics of every common kind"
# tasks = 3
# kept = ["prepared =", "total =", "Ridge("]
# packages = ["joblib"]
# ---
# %%
%matplotlib inline
%load_ext autoreload
%autoreload 2
!pip install joblib
# %%
import numpy as np
from sklearn.linear_model import Ridge
# %%
%%time
prepared = np.arange(12.0).reshape(6, 2)
target = prepared[:, 0] - prepared[:, 1] ** 2
# %%
%time model = Ridge(alpha=0.1).fit(prepared, target)
# %%
%%capture out
print("not shown")
quiet = 3
# %%
%timeit -n 1 -r 1 prepared.sum()
# %%
total = prepared.sum() + quiet
print(total, model.coef_.round(6))
# %%
%config InlineBackend.figure_format = "retina"
%precision 3
total / 7
