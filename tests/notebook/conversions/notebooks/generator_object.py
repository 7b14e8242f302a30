# ---
# title = "A Generator object is shared by cells, and passed to functions"
# tasks = 2
# kept = ["default_rng(", "def sample(", "rng.shuffle("]
# ---
# %%
import numpy as np
# %%
rng = np.random.default_rng(11)


def sample(n, source=rng):
    return source.normal(size=n)
# %%
a = sample(5)
# %%
b = sample(5, rng)
# %%
c = rng.integers(0, 100, size=6)
rng.shuffle(c)
# %%
print(a.sum(), b.sum(), c.tolist())
# %%
children = rng.spawn(2)
d = children[0].random(3)
# %%
e = children[1].random(3)
print(d.sum(), e.sum(), rng.random())
