# %%
import pickle

import pandas as pd
from sklearn.tree import DecisionTreeRegressor

PATH = "output/tree_20240131.pkl"
bikes = pd.read_csv("bikes.csv")
tree = DecisionTreeRegressor(random_state=0).fit(bikes[["temperature"]], bikes["count"])
# %%
pickle.dump(tree, open(PATH, "wb"))  # <- hit
