# %%
import pandas as pd

train = pd.read_csv("train.csv")

# %%
train.drop([0, 7, 99], axis=0, inplace=True)  # <- hit
train.loc[[4, 9], "label"] = "cat"  # <- hit
