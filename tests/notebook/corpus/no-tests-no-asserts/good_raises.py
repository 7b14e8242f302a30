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
model = LogisticRegression().fit(X[:5000], y[:5000])
if model.score(X[5000:], y[5000:]) < 0.7:
    raise SystemExit("worse than the model of last month")
