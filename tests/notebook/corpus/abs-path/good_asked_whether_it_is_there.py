# %%
import os
from pathlib import Path

import pandas as pd

# %%
folder = "data"
if os.path.exists("/content/drive") or Path("/kaggle/input").exists():
    folder = "mounted"
table = pd.read_csv(f"{folder}/table.csv")
