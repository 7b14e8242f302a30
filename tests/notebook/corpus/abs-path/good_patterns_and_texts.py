# %%
import re

import pandas as pd

logs = pd.read_csv("logs.csv")
HOME = re.compile(r"/Users/\w+/")

# %%
logs["is_home"] = logs["path"].str.contains("/Users/", regex=False)
logs["path"] = logs["path"].str.replace("/mnt/data", "", regex=False)
logs = logs[~logs["path"].str.startswith("C:\\Windows")]
print("files used to lie in /Users/maria/Desktop")
