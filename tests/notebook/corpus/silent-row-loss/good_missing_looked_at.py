# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
print(churn.isna().sum())
churn = churn.dropna()
churn.info()
