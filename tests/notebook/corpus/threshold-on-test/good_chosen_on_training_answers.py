# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_curve
from sklearn.model_selection import train_test_split

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
inside = model.predict_proba(X_train)[:, 1]
_, _, cuts = roc_curve(y_train, inside)
cut = cuts[len(cuts) // 2]
print(f1_score(y_test, model.predict_proba(X_test)[:, 1] > cut))
