# ---
# title = "GridSearchCV over a pipeline, its best estimator read later"
# tasks = 3
# kept = ["GridSearchCV(", "SelectKBest(", "best_params_", "confusion_matrix("]
# ---
# %%
import pandas as pd
from sklearn.datasets import load_wine
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
# %%
wine = load_wine()
X = pd.DataFrame(wine.data, columns=wine.feature_names)
y = wine.target
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=2)
# %%
pipe = Pipeline([("scale", StandardScaler()), ("select", SelectKBest(f_classif)), ("svc", SVC())])
grid = {"select__k": [5, 9], "svc__C": [0.1, 1, 10]}
# %%
search = GridSearchCV(pipe, grid, cv=StratifiedKFold(3, shuffle=True, random_state=0))
search.fit(X_train, y_train)
# %%
search.best_params_
# %%
pd.DataFrame(search.cv_results_)[["param_select__k", "param_svc__C", "mean_test_score"]]
# %%
best = search.best_estimator_
predictions = best.predict(X_test)
# %%
print(classification_report(y_test, predictions))
# %%
confusion_matrix(y_test, predictions)
# %%
chosen = X.columns[best["select"].get_support()]
print(list(chosen))
