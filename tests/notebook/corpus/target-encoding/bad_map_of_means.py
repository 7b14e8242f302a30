# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# %%
clicks = pd.read_csv("clicks.csv")
rate = clicks.groupby("site")["clicked"].mean()  # <- hit
clicks["site_rate"] = clicks["site"].map(rate)

# %%
train, test = train_test_split(clicks, random_state=0)
model = LogisticRegression().fit(train[["site_rate", "hour"]], train["clicked"])
print(roc_auc_score(test["clicked"], model.predict_proba(test[["site_rate", "hour"]])[:, 1]))
