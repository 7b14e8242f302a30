# %%
import random

import pandas as pd

orders = pd.read_csv("orders.csv")
orders.sample(5)
# %%
orders.sample(frac=0.01).plot.scatter("price", "weight")
# %%
few = orders.sample(n=100, random_state=1)
print(few.mean())
