# %%
import pandas as pd

houses = pd.read_csv("houses.csv")
# %%
houses["log_price"] = np.log(houses["price"])  # <- hit
# %%
import numpy as np
from sklearn.linear_model import Ridge

model = Ridge().fit(houses[["area"]], houses["log_price"])
