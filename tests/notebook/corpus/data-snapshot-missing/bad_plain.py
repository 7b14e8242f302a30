# %%
import pandas as pd

# %%
churn = pd.read_csv("lost/churn.csv")  # <- hit
churn.head()
