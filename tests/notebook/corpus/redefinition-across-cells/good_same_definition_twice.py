# %%
import numpy as np

seed = 42
rng = np.random.default_rng(seed)
# %%
first = rng.normal(size=10)
# %%
seed = 42
# %%
second = np.random.default_rng(seed).normal(size=10)
