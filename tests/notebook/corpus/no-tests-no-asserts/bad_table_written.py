# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression

churn = pd.read_csv("churn.csv")
churn = churn.drop(columns=["customer"])
churn["total"] = churn["total"].fillna(0)
churn["tenure"] = churn["tenure"].clip(lower=1)

# %%
churn["per_month"] = churn["total"] / churn["tenure"]
churn["is_new"] = churn["tenure"] < 6
churn["is_old"] = churn["tenure"] > 60
X = churn[["total", "per_month", "is_new", "is_old"]]
y = churn["left"]

# %%
churn.describe()
X.to_parquet("features.parquet")  # <- hit
y.to_frame().to_csv("target.csv")
print("done")
