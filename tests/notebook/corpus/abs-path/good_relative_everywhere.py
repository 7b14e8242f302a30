# %%
from pathlib import Path

import pandas as pd

HERE = Path.cwd()
DATA = HERE / "data"

# %%
train = pd.read_csv(DATA / "train.csv")
test = pd.read_csv("../data/test.csv")
train.to_parquet("./out/train.parquet")
