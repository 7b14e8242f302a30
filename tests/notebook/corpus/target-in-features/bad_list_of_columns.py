# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

# %%
FEATURES = ["age", "income", "default"]
loans = pd.read_csv("loans.csv")
train, test = loans[:4000], loans[4000:]
model = GradientBoostingClassifier()
model.fit(train[FEATURES], train["default"])  # <- hit
print(roc_auc_score(test["default"], model.predict_proba(test[FEATURES])[:, 1]))
