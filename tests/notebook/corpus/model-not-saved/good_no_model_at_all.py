# %%
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

shops = pd.read_csv("shops.csv")
scaled = StandardScaler().fit_transform(shops)
# %%
shops["group"] = KMeans(4, random_state=0, n_init=10).fit_predict(scaled)
print(shops.groupby("group").mean())
