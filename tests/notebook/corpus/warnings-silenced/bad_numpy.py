# %%
import numpy as np

np.seterr(all="ignore")  # <- hit

# %%
ratio = np.array([1.0, 2.0]) / np.array([0.0, 1.0])
