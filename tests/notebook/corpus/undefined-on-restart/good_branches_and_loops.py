# %%
import os

try:
    import cupy as xp
except ImportError:
    import numpy as xp
# %%
if os.environ.get("FAST"):
    rows = 100
else:
    rows = 10_000
for step in range(3):
    values = xp.arange(rows) * step
# %%
print(values.sum(), step, rows)
with open("log.txt") as log:
    lines = log.readlines()
for number, line in enumerate(lines):
    print(number, line)
