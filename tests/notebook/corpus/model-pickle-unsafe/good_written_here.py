# %%
import pickle

import pandas as pd
from sklearn.linear_model import Ridge

homes = pd.read_csv("homes.csv")
ridge = Ridge().fit(homes[["area"]], homes["price"])
with open("ridge.pkl", "wb") as file:
    pickle.dump(ridge, file)
# %%
with open("ridge.pkl", "rb") as file:
    loaded = pickle.load(file)
print(loaded.predict(homes[["area"]])[:3])
