# ---
# title = "Options of libraries are state: print options, pandas options, rcParams, warnings, a patched function"
# tasks = 2
# kept = ["set_printoptions(", "display.precision", "rcParams", "filterwarnings(", "math.tau ="]
# ---
# %%
import math
import os
import warnings

import matplotlib
import numpy as np
import pandas as pd
# %%
np.set_printoptions(precision=2, suppress=True)
pd.set_option("display.precision", 3)
pd.options.display.max_rows = 6
matplotlib.rcParams["figure.dpi"] = 50
# %%
warnings.filterwarnings("error")
os.environ["MODE"] = "quiet"
math.tau = 6
# %%
values = np.linspace(0, 1, 4)
print(values)
# %%
df = pd.DataFrame({"v": values / 3})
print(df)
# %%
try:
    warnings.warn("now an error")
    caught = False
except UserWarning:
    caught = True
print(caught, os.environ["MODE"], math.tau)
# %%
np.set_printoptions(precision=5)
# %%
print(values, matplotlib.rcParams["figure.dpi"])
df
# %%
np.seterr(divide="raise")
# %%
try:
    np.array([1.0]) / 0
except FloatingPointError:
    print("raised")
