# ---
# title = "Nothing is seeded: the notebook does not repeat itself"
# tasks = 3
# repeats = false
# kept = ["np.random.rand(", "RandomForestRegressor("]
# ---
# %%
import numpy as np
from sklearn.ensemble import RandomForestRegressor
# %%
X = np.random.rand(50, 3)
y = X @ [1.0, 2.0, 3.0]
# %%
model = RandomForestRegressor(n_estimators=5).fit(X, y)
# %%
print(model.score(X, y))
# %%
print(X.shape)
