# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
loans = pd.read_csv("loans.csv").fillna(0)
y = loans.pop("bad")
judge = ExtraTreesClassifier(random_state=0).fit(loans, y)
order = np.argsort(judge.feature_importances_)[::-1][:10]  # <- hit
top = loans.iloc[:, order]

# %%
X_train, X_test, y_train, y_test = train_test_split(top, y, random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
