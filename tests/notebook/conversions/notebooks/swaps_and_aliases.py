# ---
# title = "Chained targets, swaps and changes through the names that come of them"
# tasks = 1
# kept = ["p = q = []", "b, c = c, b", "a.extend(b)"]
# ---
# %%
p = q = []
p += [1]
# %%
p = p + [2]
print(p, q)
# %%
a = [3, 1]
b = [2]
c = a
# %%
len(c)
b, c = c, b
# %%
a.extend(b)
for k in range(1):
    b.append(k)
# %%
n = 1
m = 2
n, m = m, n
# %%
n += m
# %%
print(a, b, c, a is b)
# %%
print(n, m)
