# %%
import numpy as np

temperatures = np.loadtxt("temperatures.txt")
mean = temperatures.mean()
# %%
anomalies = temperature - mean  # <- hit
print(np.abs(anomalies).max())
