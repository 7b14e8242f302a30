# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
churn["total"] = pd.to_numeric(churn["total"], errors="coerce")
assert churn["total"].isna().mean() < 0.01
churn = churn.dropna(subset=["total"])
print(churn.shape)
