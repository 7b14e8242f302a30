# ---
# title = "np.random is seeded once and drawn from by many cells, in branches that data flow calls independent"
# tasks = 3
# kept = ["np.random.seed(", "np.random.permutation("]
# ---
# %%
import numpy as np
from sklearn.cluster import KMeans
# %%
np.random.seed(42)
# %%
left = np.random.normal(size=(30, 2))
# %%
right = np.random.normal(loc=4, size=(30, 2))
# %%
print(left.sum(), right.sum())
# %%
order = np.random.permutation(60)
points = np.vstack([left, right])[order]
# %%
clusters = KMeans(n_clusters=2, n_init=1).fit(points)
print(clusters.inertia_)
# %%
noise = np.random.rand(5)
noise.round(4)
# %%
print(np.random.randint(1000))
