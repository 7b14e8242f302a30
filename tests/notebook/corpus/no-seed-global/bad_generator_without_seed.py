# %%
import numpy as np

rng = np.random.default_rng()  # <- hit
weights = rng.normal(size=(4, 4))
# %%
np.random.seed(None)
bootstrap = [np.random.choice(100, 100) for _ in range(10)]  # <- hit
