# %%
import os

import pandas as pd

# %%
folder = os.environ["DATA_ROOT"]
kernel = os.environ.get("KAGGLE_KERNEL_RUN_TYPE", "local")
table = pd.read_csv(os.path.join(folder, "table.csv"))
