# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
churn["total"] = churn["total"].fillna(0)
adults = churn[churn["age"] >= 18]
churn = churn.merge(pd.read_csv("plans.csv"), on="plan", how="left", validate="many_to_one")
