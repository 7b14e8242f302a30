# %%
import pandas as pd

# %%
wine = pd.read_csv("https://files.test/wine.csv")
lake = pd.read_parquet("s3://lake/orders.parquet")
remote = pd.read_csv("/srv/data/orders.csv")
text = pd.read_csv("orders_*.csv")
