# %%
import numpy as np
import pandas as pd

clicks = pd.read_pickle("s3://shared/clicks.pkl")  # <- hit
# %%
vectors = np.load("vectors.npy", allow_pickle=True)  # <- hit
print(clicks.shape, vectors.shape)
