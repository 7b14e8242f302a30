# %%
import pandas as pd


def train_test_split(table, share):
    cut = int(len(table) * share)
    return table[:cut], table[cut:]
# %%
table = pd.read_csv("energy.csv")
train, test = train_test_split(table, 0.8)
