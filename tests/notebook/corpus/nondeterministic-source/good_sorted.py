# %%
import glob
import os
from pathlib import Path

import pandas as pd

# %%
files = sorted(glob.glob("data/*.csv"))
names = os.listdir("data")
names.sort()
pictures = sorted(path for path in Path("pictures").glob("*.png"))
words = sorted(set("to be or not to be".split()))
tables = [pd.read_csv(file) for file in files]
