# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
churn["total"] = pd.to_numeric(churn["total"], errors="coerce")  # <- hit
churn["since"] = pd.to_datetime(churn["since"], errors="coerce")  # <- hit
