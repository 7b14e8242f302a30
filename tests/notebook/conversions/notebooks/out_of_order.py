# ---
# title = "Cells were executed in another order than they stand in"
# tasks = 1
# runs_in_order = false
# kept = ["result = base * factor"]
# printed = ["50", "55"]
# ---
# %% count=3
result = base * factor
print(result)
# %% count=1
base = 10
# %% count=2
factor = 5
# %% count=4
print(result + factor)
