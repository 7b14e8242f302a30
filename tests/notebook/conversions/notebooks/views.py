# ---
# title = "A filtered copy and views of arrays; writing into the copy leaves the frame alone, writing into a view does not"
# tasks = 3
# kept = ["sub = df[df.x > 1]", "sub[\"y\"] = 0", "window[:] = -1"]
# ---
# %%
import numpy as np
import pandas as pd

# %%
df = pd.DataFrame({"x": [1, 2, 3, 4], "y": [10.0, 20.0, 30.0, 40.0]})
# %%
sub = df[df.x > 1]
# %%
sub = sub.copy()
sub["y"] = 0
# %%
df["y"] += 1
# %%
print(df["y"].sum(), sub["y"].sum())
# %%
values = np.arange(10)
window = values[3:6]
# %%
window[:] = -1
# %%
evens = values[::2]
evens += 100
# %%
print(values.tolist(), window.sum())
# %%
copied = values[values > 0]
copied[:] = 0
print(values.sum(), copied.sum())
