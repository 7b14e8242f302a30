# %%
from pathlib import Path

total = 0
names = []
# %%
for file in Path("data").glob("*.csv"):
    print(file)
total += len(file.read_text())  # <- hit
names.append(file.name)  # <- hit
