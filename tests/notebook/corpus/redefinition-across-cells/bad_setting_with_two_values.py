# %%
import numpy as np

threshold = 0.5
scores = np.array([0.2, 0.7, 0.9])
# %%
print((scores > threshold).mean())
# %%
threshold = np.quantile(scores, 0.9)  # <- hit
# %%
chosen = scores[scores > threshold]
