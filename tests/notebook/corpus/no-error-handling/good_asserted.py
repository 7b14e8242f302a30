# %%
import pandas as pd

churn = pd.read_csv("churn.csv")
assert len(churn) > 1000, len(churn)

# %%
churn["per_month"] = churn["total"] / churn["tenure"]
churn.to_parquet("churn.parquet")
