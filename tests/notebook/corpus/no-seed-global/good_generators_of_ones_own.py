# %%
import random

import numpy as np

rng = np.random.default_rng(2024)
old = np.random.RandomState(7)
dice = random.Random(3)
# %%
print(rng.normal(size=3), old.rand(2), dice.randint(1, 6))
