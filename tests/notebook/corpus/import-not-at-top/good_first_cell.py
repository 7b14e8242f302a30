# %%
import pandas as pd
from sklearn.cluster import KMeans

# %%
orders = pd.read_csv("orders.csv")
KMeans(4, random_state=0).fit(orders)
