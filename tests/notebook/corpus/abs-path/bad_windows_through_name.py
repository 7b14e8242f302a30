# %%
import pandas as pd

folder = r"C:\Users\tom\Documents\sales"  # <- hit
month = "2023-04"

# %%
sales = pd.read_excel(folder + "\\" + month + ".xlsx", sheet_name="orders")
returns = pd.read_excel(folder + "\\" + "returns.xlsx")

# %%
sales.merge(returns, on="order", how="left", validate="one_to_one").describe()
