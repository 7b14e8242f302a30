# ---
# title = "Cells that fail on purpose, marked as such, and cells behind them that go on"
# tasks = 2
# kept = ["values = ", "print(total)"]
# ---
# %%
values = [1, 2, 3]
# %%
total = sum(values)
# %% raises
total + "three"
# %%
print(total)
# %%
total += 1
total
