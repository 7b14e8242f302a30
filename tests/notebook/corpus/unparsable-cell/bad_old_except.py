# %%
try:
    value = int("7")
except ValueError, problem:  # <- hit
    value = 0
# %%
total = value + 1
