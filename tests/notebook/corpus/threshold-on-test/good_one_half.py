# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

# %%
mails = pd.read_csv("mails.csv")
X_train, X_test, y_train, y_test = train_test_split(mails.drop(columns="spam"), mails["spam"], random_state=0)
chance = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
print(f1_score(y_test, chance > 0.5))
