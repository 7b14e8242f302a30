# %%
import os
from pathlib import Path

import pandas as pd

root = Path(os.environ["DATA_ROOT"])
cache = Path.home() / ".cache" / "orders.parquet"

# %%
orders = pd.read_parquet(root / "orders.parquet")
orders.to_parquet(cache)
with open("/dev/null", "w") as file:
    file.write("read")
with open("/proc/meminfo") as file:
    print(file.readline())
