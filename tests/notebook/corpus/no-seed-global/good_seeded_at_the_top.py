# %%
import random

import numpy as np
import torch

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
# %%
noise = np.random.normal(size=10)
print(random.random(), torch.rand(3), noise)
