# %%
import numpy as np

points = np.random.default_rng(0).normal(size=(50, 2))
centers = points[:3]
# %%
for _ in range(10):
    nearest = ((points[:, None] - centers) ** 2).sum(-1).argmin(1)
    centers = np.array([points[nearest == k].mean(0) for k in range(3)])
# %%
print(centers, nearest)
