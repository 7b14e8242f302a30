# %%
from sklearn.datasets import load_wine
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

X, y = load_wine(return_X_y=True)
search = GridSearchCV(SVC(), {"C": [0.1, 1, 10]}, cv=5)
search.fit(X, y)  # <- hit
# %%
print(search.best_params_, search.best_score_)
