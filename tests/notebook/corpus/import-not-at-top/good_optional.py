# %%
import pandas as pd

table = pd.DataFrame({"a": [1]})

# %%
try:
    from tqdm import tqdm
except ImportError:
    tqdm = list
for row in tqdm(table.index):
    print(row)
