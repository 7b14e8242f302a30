# %%
import lightgbm as lgb  # <- hit
import pandas as pd

# %%
table = pd.read_csv("table.csv")
model = lgb.LGBMClassifier().fit(table[["a"]], table["y"])
