# %%
import pandas as pd

loans = pd.read_csv("loans.csv")
# %%
loans.drop(columns=["id"], inplace=True)  # <- hit
# %%
target = loans.pop("default")  # <- hit
# %%
loans = loans.set_index("customer")  # <- hit
