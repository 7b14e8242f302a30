# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score

# %%
houses = pd.read_csv("houses.csv")
houses["log_price"] = np.log1p(houses["price"])
X = houses.drop(columns="log_price")
y = houses["log_price"]
scores = cross_val_score(Ridge(), X, y, cv=5)  # <- hit
print(scores.mean())
