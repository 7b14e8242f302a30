# %%
from scipy.stats import randint
from sklearn.datasets import load_diabetes
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.model_selection import RandomizedSearchCV

X, y = load_diabetes(return_X_y=True)
# %%
search = RandomizedSearchCV(  # <- hit
    ExtraTreesRegressor(random_state=0), {"max_depth": randint(2, 20)}, n_iter=20
)
search.fit(X, y)
