# %%
import logging
import os

import pandas as pd

logging.getLogger("matplotlib").setLevel(logging.ERROR)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
pd.set_option("display.max_columns", None)
pd.options.display.max_rows = None
