# %%
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
churn.groupby("plan")["left"].mean().plot.bar()
