# ---
# title = "Fitted models that hold lambdas and functions of functions: pickle refuses them"
# tasks = 1
# kept = ["FunctionTransformer(lambda", "made_scorer(", "model.predict("]
# ---
# %%
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
# %%
X = np.linspace(1, 5, 40).reshape(-1, 1)
y = np.log(X[:, 0]) * 3
# %%
model = make_pipeline(FunctionTransformer(lambda values: np.log(values)), LinearRegression())
# %%
model.fit(X, y)
# %%
def made_scorer(power):
    def score(truth, predicted):
        return float((np.abs(truth - predicted) ** power).mean())

    return score
# %%
scorer = made_scorer(2)
# %%
print(scorer(y, model.predict(X)) < 1e-20, model[-1].coef_.round(6))
# %%
table = {"log": np.log, "own": lambda v: v + offset}
offset = 2
# %%
print(table["own"](1), table["log"](1.0))
