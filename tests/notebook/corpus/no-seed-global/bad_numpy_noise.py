# %%
import numpy as np
import pandas as pd

sensor = pd.read_csv("sensor.csv")
noise = np.random.normal(0, 0.1, len(sensor))  # <- hit
# %%
sensor["noisy"] = sensor["value"] + noise
mask = np.random.rand(len(sensor)) < 0.8
