# %%
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# %%
ads = pd.read_csv("ads.csv")
rest, test = train_test_split(ads, random_state=0)
train, valid = train_test_split(rest, random_state=0)
model = LGBMClassifier().fit(train[["hour"]], train["click"])
print(roc_auc_score(valid["click"], model.predict_proba(valid[["hour"]])[:, 1]))  # <- hit
print(roc_auc_score(test["click"], model.predict_proba(test[["hour"]])[:, 1]))
