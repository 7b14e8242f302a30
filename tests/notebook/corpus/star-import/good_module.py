# %%
import numpy as np
import sklearn.metrics as metrics

# %%
product = 2 * np.pi
metrics.f1_score([1], [1])
