# %%
import pandas as pd

orders = pd.read_csv("orders.csv")

# %%
from sklearn.cluster import KMeans  # <- hit

KMeans(4, random_state=0).fit(orders[["a", "b"]])
