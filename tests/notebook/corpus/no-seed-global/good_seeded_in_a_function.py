# %%
import os
import random

import numpy as np


def seed_everything(seed=42):
    random.seed(seed)
    np.random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)


seed_everything()
# %%
sample = random.sample(range(100), 5)
values = np.random.randint(0, 10, 5)
