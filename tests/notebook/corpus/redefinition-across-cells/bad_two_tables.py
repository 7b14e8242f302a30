# %%
import pandas as pd

table = pd.read_csv("customers.csv")
# %%
print(table["tenure"].describe())
# %%
table = pd.read_excel("orders.xlsx")  # <- hit
# %%
print(table["price"].sum())
