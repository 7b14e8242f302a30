# %%
import numpy as np
import pandas as pd
from sklearn.metrics import recall_score, roc_curve
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

# %%
heart = pd.read_csv("heart.csv")
train, test = train_test_split(heart, stratify=heart["ill"], random_state=1)
model = GaussianNB().fit(train[["age", "pulse"]], train["ill"])
chance = model.predict_proba(test[["age", "pulse"]])[:, 1]
false, true, thresholds = roc_curve(test["ill"], chance)  # <- hit
cut = thresholds[np.argmax(true - false)]
print(recall_score(test["ill"], chance >= cut))
