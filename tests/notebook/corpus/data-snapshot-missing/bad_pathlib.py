# %%
from pathlib import Path

import pandas as pd

HERE = Path("..") / "nowhere"

# %%
table = pd.read_parquet(HERE / "table.parquet")  # <- hit
