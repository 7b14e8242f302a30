# ---
# title = "Selection by three ways on the same table, scored alike"
# tasks = 4
# kept = ["RFE(", "SelectFromModel(", "VarianceThreshold(", "permutation_importance("]
# parallel = [["RFE(", "SelectFromModel("]]
# ---
# %%
import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_selection import RFE, SelectFromModel, VarianceThreshold
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.preprocessing import scale
# %%
data = load_breast_cancer()
X = pd.DataFrame(scale(data.data), columns=data.feature_names)
y = data.target
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=4)
# %%
def judged(columns):
    return cross_val_score(LogisticRegression(max_iter=200), X_train[columns], y_train, cv=3).mean()
# %%
varied = X.columns[VarianceThreshold(0.5).fit(X_train).get_support()]
# %%
rfe = RFE(LogisticRegression(max_iter=200), n_features_to_select=5, step=5).fit(X_train, y_train)
by_rfe = list(X.columns[rfe.support_])
# %%
chosen = SelectFromModel(ExtraTreesClassifier(20, random_state=0), max_features=5).fit(X_train, y_train)
by_trees = list(X.columns[chosen.get_support()])
# %%
judged(by_rfe)
# %%
judged(by_trees)
# %%
print(judged(varied), len(varied))
# %%
final = LogisticRegression(max_iter=200).fit(X_train[by_rfe], y_train)
importance = permutation_importance(final, X_test[by_rfe], y_test, n_repeats=3, random_state=0)
pd.Series(importance.importances_mean, index=by_rfe).sort_values()
