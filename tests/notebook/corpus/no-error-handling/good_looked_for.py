# %%
from pathlib import Path

import pandas as pd

source = Path("churn.csv")
churn = pd.read_csv(source) if source.exists() else pd.DataFrame()

# %%
churn.to_parquet("churn.parquet")
