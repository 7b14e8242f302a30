# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from xgboost import XGBClassifier

train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
first = LogisticRegression().fit(train[["a", "b"]], train["y"])
print(roc_auc_score(test["y"], first.predict_proba(test[["a", "b"]])[:, 1]))
# %%
second = XGBClassifier()
second.fit(train[["a", "b"]], train["y"])  # <- hit
print(roc_auc_score(test["y"], second.predict_proba(test[["a", "b"]])[:, 1]))
