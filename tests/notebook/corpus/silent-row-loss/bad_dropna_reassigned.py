# %%
import pandas as pd

houses = pd.read_csv("houses.csv")

# %%
houses = houses.dropna()  # <- hit
X = houses.drop(columns="price")
