# %%
import pandas as pd
from sklearn.model_selection import train_test_split

SEED = 7
settings = {"test_size": 0.2, "random_state": SEED}
customers = pd.read_csv("customers.csv")
# %%
train, rest = train_test_split(customers, test_size=0.4, random_state=SEED)
valid, test = train_test_split(rest, **settings)
