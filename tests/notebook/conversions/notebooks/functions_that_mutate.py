# ---
# title = "Functions change their arguments, nobody assigns what they give back"
# tasks = 3
# kept = ["def add_ratio(", "fit_all(models)", "update_log(", "describe(frame)"]
# ---
# %%
import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge
# %%
def add_ratio(frame):
    frame["ratio"] = frame["bmi"] / (frame["age"] + 1)


def fit_all(estimators, columns=("bmi", "ratio")):
    for one in estimators:
        one.fit(frame[list(columns)], target)


def update_log(log, **values):
    log.update(values)
    log.setdefault("calls", []).append(len(values))


def describe(table):
    return table.describe().loc["mean"].to_dict()
# %%
frame, target = load_diabetes(return_X_y=True, as_frame=True)
# %%
add_ratio(frame)
# %%
models = [LinearRegression(), Ridge(alpha=2.0)]
log = {}
# %%
fit_all(models)
# %%
update_log(log, first=models[0].score(frame[["bmi", "ratio"]], target))
# %%
update_log(log, second=models[1].coef_[0], third=3)
log
# %%
frame.drop(columns=frame.columns[3:-1], inplace=True)
# %%
describe(frame)
