# %%
import pandas as pd


def clean(table):
    return helper(table).query("age > @MINIMUM and age < 99")


def helper(table):
    return table.dropna() if DROP else table
# %%
MINIMUM = 18
DROP = True
# %%
people = clean(pd.read_csv("people.csv"))
