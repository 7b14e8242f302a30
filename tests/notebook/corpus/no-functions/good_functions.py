# %%
import pandas as pd


def add_ratio(table, i):
    return table.assign(**{f"ratio_{i}": table[f"a{i}"] / table[f"b{i}"]})


# %%
table = pd.read_csv("table.csv")
table = add_ratio(table, 0)
table = add_ratio(table, 1)
table = add_ratio(table, 2)
table = add_ratio(table, 3)
table = add_ratio(table, 4)
table = add_ratio(table, 5)
table = add_ratio(table, 6)
table = add_ratio(table, 7)
table = add_ratio(table, 8)
table = add_ratio(table, 9)
table = add_ratio(table, 10)
table = add_ratio(table, 11)
table = add_ratio(table, 12)
table = add_ratio(table, 13)
table = add_ratio(table, 14)
table = add_ratio(table, 15)
table = add_ratio(table, 16)
table = add_ratio(table, 17)
table = add_ratio(table, 18)
table = add_ratio(table, 19)
table = add_ratio(table, 20)
table = add_ratio(table, 21)
table = add_ratio(table, 22)
table = add_ratio(table, 23)
table = add_ratio(table, 24)
table = add_ratio(table, 25)
table = add_ratio(table, 26)
table = add_ratio(table, 27)
table = add_ratio(table, 28)
table = add_ratio(table, 29)
table = add_ratio(table, 30)
table = add_ratio(table, 31)
