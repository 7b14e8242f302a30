# %%
import numpy as np

grid = np.zeros((10, 10))
weights = {"a": {3: 1.0}}

# %%
grid[3, 4] = 1.0
grid[0] = 7
weights["a"][3] = 2.0
image = np.load("image.npy")
image[10, 20] = 255
