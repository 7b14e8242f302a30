# ---
# title = "Star imports, of numpy and of a library's parts"
# tasks = 2
# kept = ["import *", "linspace(", "sqrt("]
# ---
# %%
from math import *
from numpy import *
# %%
from sklearn.linear_model import *
from sklearn.metrics import *
# %%
x = linspace(0, 1, 20).reshape(-1, 1)
y = sqrt(x[:, 0]) + sin(x[:, 0])
# %%
model = LinearRegression()
# %%
model.fit(x, y)
# %%
print(r2_score(y, model.predict(x)), mean_squared_error(y, model.predict(x)), sum(y), floor(2.7))
