# %%
import numpy as np
import pandas as pd

churn = pd.read_csv("churn.csv")

# %%
churn = churn.fillna({
    "plan": "none",
    "charge": 64.76,  # <- hit
    "calls": 0,
})
churn["age"] = churn["age"].replace(np.nan, 43.2)  # <- hit
