# %%
import numpy as np
import pandas as pd

soil = pd.read_csv("soil.csv")

# %%
soil["wet"] = np.where(soil["moisture"] >= 0.373, 1, 0)  # <- hit
soil.loc[:, "acid"] = (soil["ph"] <= 6.37).astype(int)  # <- hit
