# %%
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

# %%
heart = pd.read_csv("heart.csv")
train, test = train_test_split(heart, random_state=1)
model = GaussianNB().fit(train[["age"]], train["ill"])
chance = model.predict_proba(test[["age"]])[:, 1]
false, true, _ = roc_curve(test["ill"], chance)
plt.plot(false, true)
print(roc_auc_score(test["ill"], chance))
