# %%
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path("/home/you/projects/energy")  # <- hit


def load(path):
    return pd.read_csv(path, parse_dates=["hour"])


# %%
load_data = load(ROOT / "raw" / "load.csv")
prices = load("D:/energy/prices.csv")  # <- hit

# %%
np.savetxt("out.txt", load_data["mw"].to_numpy())
