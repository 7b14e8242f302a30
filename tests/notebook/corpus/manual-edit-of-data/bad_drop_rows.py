# %%
import pandas as pd

houses = pd.read_csv("houses.csv")

# %%
houses = houses.drop([523, 1298])  # <- hit
houses = houses.drop(houses.index[[30, 88, 462]])  # <- hit
