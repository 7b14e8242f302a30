# %%
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV

X, y = load_iris(return_X_y=True)
search = GridSearchCV(RandomForestClassifier(random_state=0), {"max_depth": [2, 4]}).fit(X, y)
# %%
best = RandomForestClassifier(**search.best_params_)
best.fit(X, y)
