# %%
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.manifold import TSNE
from sklearn.mixture import GaussianMixture

shoppers = pd.read_csv("shoppers.csv")
# %%
groups = KMeans(4).fit_predict(shoppers)  # <- hit
soft = GaussianMixture(4).fit(shoppers)  # <- hit
# %%
flat = TSNE(perplexity=30).fit_transform(shoppers)  # <- hit
