# %%
import glob

import pandas as pd

PATHS = {
    "orders": "/mnt/datalake/raw/orders.parquet",  # <- hit
    "logs": "logs/today.csv",
}

# %%
orders = pd.read_parquet(PATHS["orders"])
logs = pd.read_csv(PATHS["logs"])
pictures = sorted(glob.glob("/Volumes/backup/pictures/*.jpg"))  # <- hit
