# %%
import pandas as pd
from IPython.display import Image

LICENSE = "https://creativecommons.org/licenses/by/4.0/legalcode.txt"

# %%
orders = pd.read_csv("data/orders.csv")
print("taken from https://data.city.test/export/orders.csv")
Image(url="https://data.city.test/logo.png")
