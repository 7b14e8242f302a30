# ---
# title = "Names swap, are conditionally assigned anew, and keep old versions alive through functions"
# tasks = 1
# kept = ["a, b = b, a", "def reader(", "if flag"]
# ---
# %%
a, b = [1], [2, 2]
flag = len(b) > 1
# %%
a, b = b, a
# %%
def reader():
    return data[0]


data = a
# %%
first = reader()
# %%
if flag:
    data = ["new"]
# %%
second = reader()
print(first, second, a, b)
# %%
for data in ([5], [6]):
    pass
# %%
print(reader(), data)
value = 1
value = value + 1
# %%
value = f"{value}{value}"
# %%
value = int(value) * 2
print(value)
