# ---
# title = "Every result is the last expression of a cell, not printed"
# tasks = 3
# kept = ["model.score(X_test, y_test)", "mean_absolute_error(", "model.coef_"]
# ---
# %%
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
# %%
X, y = load_diabetes(return_X_y=True, as_frame=True)
X.describe()
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=3)
X_train.shape, X_test.shape
# %%
model = Lasso(alpha=0.1)
model.fit(X_train, y_train)
# %%
model.score(X_train, y_train)
# %%
model.score(X_test, y_test)
# %%
mean_absolute_error(y_test, model.predict(X_test))
# %%
dict(zip(X.columns, model.coef_.round(3)))
# %%
model.coef_
