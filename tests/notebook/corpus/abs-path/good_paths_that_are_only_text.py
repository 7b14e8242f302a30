# %%
import logging
import re

import matplotlib.pyplot as plt
import pandas as pd

# %%
table = pd.read_csv("table.csv")
table["file"] = table["file"].str.replace("/content/", "").str.removeprefix("/home/you/")
logging.info("/content/data is read")
plt.title("/kaggle/input")
print(re.sub("/home/you/", "", "/home/you/data"), "/Users/john".split("/"))
if table["file"][0].startswith("/content/"):
    print("on Colab")
