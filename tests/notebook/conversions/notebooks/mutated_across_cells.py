# ---
# title = "One frame is changed in place by many cells"
# tasks = 3
# kept = ["fillna(", "inplace=True", "df.loc[", "df.insert(", "pop("]
# ---
# %%
import numpy as np
import pandas as pd
# %%
df = pd.DataFrame({"a": [1.0, np.nan, 3.0, 4.0, 8.0], "b": list("xyxyx"), "c": range(5)})
# %%
df["d"] = df["a"] * 2
# %%
df.fillna(0.5, inplace=True)
# %%
df.loc[df["b"] == "y", "c"] = -1
# %%
df.insert(0, "e", df["c"] + df["d"])
# %%
gone = df.pop("a")
# %%
df.rename(columns={"e": "total"}, inplace=True)
df.drop(index=2, inplace=True)
# %%
df.columns = [name.upper() for name in df.columns]
# %%
print(df.to_string())
print(gone.sum())
# %%
from sklearn.linear_model import LinearRegression

line = LinearRegression().fit(df[["C"]], df["TOTAL"])
print(line.coef_[0], line.score(df[["C"]], df["TOTAL"]))
