# ---
# title = "Frames deep within dicts and lists, changed through them; a dict of models fitted in a later cell"
# tasks = 3
# kept = ["store[\"tables\"][0][\"w\"]", "models[\"ridge\"].fit(", "splits[name]"]
# ---
# %%
import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso, Ridge
# %%
store = {"tables": [pd.DataFrame({"v": [1, 2]}), pd.DataFrame({"v": [3, 4]})], "meta": {"names": []}}
# %%
store["tables"][0]["w"] = store["tables"][0]["v"] * 10
store["meta"]["names"].append("first")
# %%
for table in store["tables"]:
    table["sum"] = table.sum(axis=1)
# %%
print(store["tables"][0].to_numpy().sum(), store["tables"][1]["sum"].tolist(), store["meta"])
# %%
X, y = load_diabetes(return_X_y=True, as_frame=True)
splits = {name: (X[X["sex"] > 0], y[X["sex"] > 0]) if name == "m" else (X[X["sex"] <= 0], y[X["sex"] <= 0]) for name in "mf"}
# %%
models = {"ridge": Ridge(), "lasso": Lasso(alpha=0.2)}
# %%
models["ridge"].fit(*splits["m"])
# %%
models["lasso"].fit(*splits["f"])
# %%
scores = {}
for name in splits:
    for kind, model in models.items():
        scores[name, kind] = model.score(*splits[name])
# %%
pd.Series(scores)
