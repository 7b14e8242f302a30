# %%
import json

import pandas as pd


def load(name):
    return pd.read_csv(name)


# %%
with open("settings.json") as file:  # <- hit
    settings = json.load(file)
customers = load("customers_v2.csv")  # <- hit
