# ---
# title = "Writes that no assignment shows: out=, shuffle, heapq, setattr, put, exchanged buffers"
# tasks = 1
# kept = ["np.add(", "random.shuffle(", "heapq.heappush(", "setattr(", "sort_values("]
# ---
# %%
import bisect
import heapq
import random
from types import SimpleNamespace

import numpy as np
import pandas as pd
# %%
a = np.arange(6.0)
target = np.zeros(6)
heap = [3, 9]
order = [1, 5, 7]
box = SimpleNamespace(v=1)
deck = list(range(8))
df = pd.DataFrame({"k": [3, 1, 2], "v": [1.0, 2.0, 3.0]})
# %%
np.add(a, 1, out=target)
# %%
heapq.heappush(heap, 1)
bisect.insort(order, 6)
# %%
random.seed(1)
random.shuffle(deck)
# %%
rng = np.random.default_rng(5)
rng.shuffle(a)
# %%
setattr(box, "w", 5)
box.__dict__.update(z=7)
box.v = 100
# %%
df.sort_values("k", inplace=True)
df.reset_index(drop=True, inplace=True)
# %%
np.put(target, [0, 1], -1)
np.copyto(target[2:3], 50)
target.sort()
# %%
print(target.tolist(), heap, order, deck, a.tolist())
# %%
print(box.w + box.z + box.v, df["v"].tolist())
# %%
swap = {"left": target, "right": a}
swap["left"], swap["right"] = swap["right"], swap["left"]
swap["left"].fill(0)
# %%
print(a.sum(), target.sum())
