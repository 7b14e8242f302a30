# %%
import pandas as pd

menu = pd.read_csv("menu.csv")

# %%
menu["price"][17] = 4.5  # <- hit
menu.at[3, "name"] = "Soup of the day"  # <- hit
