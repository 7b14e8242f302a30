# %%
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.neural_network import MLPRegressor

SEED = 3
common = dict(random_state=SEED, verbose=0)
forest = RandomForestRegressor(100, random_state=SEED)
# %%
net = MLPRegressor((10, 10), **common)
generator = RandomForestRegressor(random_state=np.random.RandomState(1))
