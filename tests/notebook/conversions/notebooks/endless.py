# ---
# title = "A cell that never ends: the proof's time limit"
# tasks = 1
# stops = 2
# slow = true
# kept = ["while True"]
# ---
# %%
count = 0
# %%
while True:
    count += 1
# %%
print(count)
