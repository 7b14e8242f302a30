# %%
import pandas as pd

visits = pd.read_csv("visits.csv")


def clean(frame):
    return frame.dropna()
# %%
first = clean(visits)
# %%
def clean(frame):  # <- hit
    return frame.fillna(0).clip(0, 100)
# %%
second = clean(visits)
print(len(first), len(second))
