# %%
import pickle

import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import Ridge

energy = pd.read_csv("energy.csv")
select = SelectKBest(k=5)
best = select.fit_transform(energy.drop(columns="load"), energy["load"])
# %%
ridge = Ridge()
ridge.fit(best, energy["load"])
pickle.dump(ridge, open("ridge.pkl", "wb"))  # <- hit
