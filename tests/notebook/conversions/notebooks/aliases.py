# ---
# title = "Two names for one object: what is written through one is read through the other"
# tasks = 2
# kept = ["other.append(4)", "table[\"z\"]", "inner[0] = 100"]
# ---
# %%
import numpy as np
import pandas as pd
# %%
numbers = [1, 2, 3]
other = numbers
# %%
other.append(4)
# %%
print(sum(numbers))
# %%
frame = pd.DataFrame({"x": [1, 2, 3]})
table = frame
holder = {"frame": frame}
# %%
table["z"] = table["x"] ** 2
# %%
print(list(frame.columns), holder["frame"]["z"].sum())
# %%
matrix = np.zeros((3, 2))
inner = matrix[1]
flat = matrix.ravel()
# %%
inner[0] = 100
flat[0] = 7
# %%
print(matrix.sum(), matrix[1, 0], matrix[0, 0])
# %%
pair = (numbers, matrix)
pair[0].append(50)
pair[1][2, 1] = 3
# %%
print(len(numbers), other[-1], flat[-1])
