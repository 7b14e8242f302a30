# ---
# title = "Functions kept in variables, made by functions, and over a loop's variable"
# tasks = 1
# kept = ["lambda", "def made(", "adders"]
# ---
# %%
import functools
# %%
square = lambda v: v * v
offset = 3
# %%
def made(step):
    count = 0

    def inner():
        nonlocal count
        count += step
        return count + offset

    return inner
# %%
tick = made(2)
# %%
print(tick(), tick())
# %%
print(tick(), square(7))
# %%
adders = [lambda v, k=k: v + k for k in range(3)]
late = [lambda v: v + k for k in range(3)]
# %%
print([f(10) for f in adders], [f(10) for f in late])
# %%
offset = 100
half = functools.partial(pow, 0.5)
print(tick(), half(3))
