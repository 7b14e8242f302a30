# %%
import pandas as pd

sheet = pd.read_excel("sheet.xlsx")

# %%
sheet = sheet.dropna(axis=1, how="all")
sheet = sheet.dropna(how="all")
sheet = sheet.dropna(axis="columns")
