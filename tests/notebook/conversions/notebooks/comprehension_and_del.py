# ---
# title = "del, names that leak or not, unpacking, augmented assignment of many kinds, chained targets"
# tasks = 2
# kept = ["first, *middle, last", "a = b = []", "total @="]
# ---
# %%
import numpy as np
# %%
temporary = [1, 2, 3]
x = 5
squares = {x: x**2 for x in temporary}
# %%
del temporary
print(x, squares)
# %%
first, *middle, last = range(6)
(p, q), r = (1, 2), 3
# %%
a = b = []
a += [1]
# %%
a = a + [2]
print(a, b)
# %%
total = np.eye(2)
total @= np.array([[2.0, 1.0], [0.0, 3.0]])
total[0] += 1
# %%
text = "ab"
text *= 2
flags = {1} | {2}
flags ^= {2, 3}
# %%
nested = {"k": [0, 1]}
nested["k"][1] += 5
del nested["k"][0]
# %%
print(first, middle, last, p + q + r, total.tolist(), text, flags, nested)
try:
    temporary
except NameError:
    print("temporary is gone")
