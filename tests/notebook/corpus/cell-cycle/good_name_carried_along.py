# %%
import pandas as pd

table = pd.read_csv("sensors.csv")
# %%
table = table.dropna()
limits = table.quantile([0.01, 0.99])
# %%
table = table.clip(limits.loc[0.01], limits.loc[0.99], axis=1)
limits = table.describe()
