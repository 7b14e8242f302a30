# %%
import pandas as pd

houses = pd.read_csv("houses.csv")

# %%
houses.dropna(subset=["rooms"], inplace=True)  # <- hit
houses["rooms"].plot.hist()
