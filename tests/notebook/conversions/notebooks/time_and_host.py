# ---
# title = "The clock, a process id and a hash of strings: printed values differ from run to run, the model's do not"
# tasks = 2
# repeats = false
# kept = ["time.time()", "os.getpid()", "Ridge("]
# ---
# %%
import os
import time

import numpy as np
from sklearn.linear_model import Ridge
# %%
start = time.time()
# %%
X = np.arange(20.0).reshape(10, 2)
model = Ridge().fit(X, X[:, 0])
# %%
print(f"took {time.time() - start:.6f} s in process {os.getpid()}")
# %%
print(model.coef_)
