# ---
# title = "copy, deepcopy and slices: what is a copy must not follow, what is not must"
# tasks = 2
# kept = ["copy.deepcopy(", "shallow[0].append("]
# ---
# %%
import copy

import pandas as pd
# %%
original = [[1], [2]]
shallow = list(original)
deep = copy.deepcopy(original)
# %%
shallow[0].append(9)
shallow.append([3])
# %%
print(original, deep, len(shallow))
# %%
frame = pd.DataFrame({"a": [1, 2]})
kept = frame.copy()
# %%
frame["b"] = 5
# %%
print(kept.shape, frame.shape)
settings = {"inner": {"v": 1}}
changed = {**settings, "other": 2}
# %%
changed["inner"]["v"] = 7
# %%
print(settings, id(settings["inner"]) == id(changed["inner"]))
print(original[0] is shallow[0], original[0] is deep[0])
