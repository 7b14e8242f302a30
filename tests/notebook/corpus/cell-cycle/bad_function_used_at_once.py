# %%
def normalise(column):
    return (column - center) / 2


first = normalise(10)  # <- hit
# %%
center = first + 1
print(center)
