# %%
import pandas as pd


def read(path):
    table = pd.read_csv(path)
    if "amount" not in table.columns:
        raise ValueError(f"no amount in {path}")
    return table


# %%
orders = read("orders.csv")
