# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
before = len(churn)
churn = churn.dropna()
print(f"{before - len(churn)} of {before} rows have gaps")
