# ---
# title = "A cell fails, without a mark that this is meant; cells behind it do not need it"
# tasks = 1
# stops = 3
# kept = ["values = ", "len(values)"]
# ---
# %%
values = [1, 2, 3]
# %%
total = sum(values)
# %%
total + "three"
# %%
print(len(values))
