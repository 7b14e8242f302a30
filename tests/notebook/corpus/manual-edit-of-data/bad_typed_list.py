# %%
import pandas as pd

sensor = pd.read_csv("sensor.csv")
broken = [104, 105, 106, 231]

# %%
sensor = sensor.drop(index=broken)  # <- hit
sensor.iloc[12, 3] = 0.0  # <- hit
