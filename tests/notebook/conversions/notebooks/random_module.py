# ---
# title = "The random module, numpy's global stream and a RandomState side by side"
# tasks = 3
# kept = ["random.seed(", "random.shuffle(", "RandomState("]
# ---
# %%
import random

import numpy as np
import pandas as pd
# %%
random.seed(3)
np.random.seed(4)
state = np.random.RandomState(5)
# %%
deck = list(range(20))
random.shuffle(deck)
# %%
df = pd.DataFrame({"v": state.rand(20), "k": deck})
# %%
picked = df.sample(5)
# %%
fixed = df.sample(n=4, random_state=1)
# %%
print(picked["k"].tolist(), fixed["k"].tolist())
# %%
print(random.random(), np.random.rand(), state.rand())
# %%
later = random.choice(deck) + state.randint(5)
later
