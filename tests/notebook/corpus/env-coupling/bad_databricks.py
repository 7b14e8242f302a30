# %%
path = dbutils.widgets.get("path")  # <- hit
dbutils.fs.mkdirs("/out")  # <- hit

# %%
import os

folder = os.environ["KAGGLE_URL_BASE"]  # <- hit
