# ---
# title = "A name is a constant first and computed later; one cell reads what was made of both"
# tasks = 2
# kept = ["n = len(rows)", "doubled = n * 2", "names.append("]
# ---
# %%
import numpy as np
# %%
n = 10
names = ["first"]
limit = 0.5
# %%
doubled = n * 2
kept_names = names
# %%
rows = np.arange(doubled) * limit
# %%
n = len(rows)
names = ["second"]
names.append("third")
# %%
limit = rows.max()
# %%
n = n
print(n, doubled, names, kept_names, limit)
# %%
names = ["second"]
names = names + ["last"]
print(names, n * limit)
