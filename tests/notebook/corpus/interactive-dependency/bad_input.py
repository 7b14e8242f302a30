# %%
import pandas as pd

table = pd.read_csv("sales.csv")

# %%
region = input("Which region? ")  # <- hit
table[table["region"] == region].sum()
