# %%
import zipfile

import pandas as pd

with zipfile.ZipFile("orders.zip") as archive:
    archive.extractall("unpacked")

# %%
orders = pd.read_csv("unpacked/orders_2023.csv")
