# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
loans = pd.read_csv("loans.csv").fillna(0)
train, test = train_test_split(loans, random_state=0)
X, y = train.drop(columns="bad"), train["bad"]
judge = ExtraTreesClassifier(random_state=0).fit(X, y)
top = X.columns[np.argsort(judge.feature_importances_)[-10:]]
model = LogisticRegression().fit(X[top], y)
print(model.score(test[top], test["bad"]))
