# %%
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

table = pd.read_csv("table.csv")
model = make_pipeline(StandardScaler(), LogisticRegression())

# %%
score_0 = model.fit(table[["a0"]], table["y"]).score(table[["a0"]], table["y"])
score_1 = model.fit(table[["a1"]], table["y"]).score(table[["a1"]], table["y"])
score_2 = model.fit(table[["a2"]], table["y"]).score(table[["a2"]], table["y"])
score_3 = model.fit(table[["a3"]], table["y"]).score(table[["a3"]], table["y"])
score_4 = model.fit(table[["a4"]], table["y"]).score(table[["a4"]], table["y"])
score_5 = model.fit(table[["a5"]], table["y"]).score(table[["a5"]], table["y"])
score_6 = model.fit(table[["a6"]], table["y"]).score(table[["a6"]], table["y"])
score_7 = model.fit(table[["a7"]], table["y"]).score(table[["a7"]], table["y"])
score_8 = model.fit(table[["a8"]], table["y"]).score(table[["a8"]], table["y"])
score_9 = model.fit(table[["a9"]], table["y"]).score(table[["a9"]], table["y"])
score_10 = model.fit(table[["a10"]], table["y"]).score(table[["a10"]], table["y"])
score_11 = model.fit(table[["a11"]], table["y"]).score(table[["a11"]], table["y"])
score_12 = model.fit(table[["a12"]], table["y"]).score(table[["a12"]], table["y"])
score_13 = model.fit(table[["a13"]], table["y"]).score(table[["a13"]], table["y"])
score_14 = model.fit(table[["a14"]], table["y"]).score(table[["a14"]], table["y"])
score_15 = model.fit(table[["a15"]], table["y"]).score(table[["a15"]], table["y"])
score_16 = model.fit(table[["a16"]], table["y"]).score(table[["a16"]], table["y"])
score_17 = model.fit(table[["a17"]], table["y"]).score(table[["a17"]], table["y"])
score_18 = model.fit(table[["a18"]], table["y"]).score(table[["a18"]], table["y"])
score_19 = model.fit(table[["a19"]], table["y"]).score(table[["a19"]], table["y"])
score_20 = model.fit(table[["a20"]], table["y"]).score(table[["a20"]], table["y"])
score_21 = model.fit(table[["a21"]], table["y"]).score(table[["a21"]], table["y"])
score_22 = model.fit(table[["a22"]], table["y"]).score(table[["a22"]], table["y"])
score_23 = model.fit(table[["a23"]], table["y"]).score(table[["a23"]], table["y"])
score_24 = model.fit(table[["a24"]], table["y"]).score(table[["a24"]], table["y"])
score_25 = model.fit(table[["a25"]], table["y"]).score(table[["a25"]], table["y"])
score_26 = model.fit(table[["a26"]], table["y"]).score(table[["a26"]], table["y"])
score_27 = model.fit(table[["a27"]], table["y"]).score(table[["a27"]], table["y"])
score_28 = model.fit(table[["a28"]], table["y"]).score(table[["a28"]], table["y"])
score_29 = model.fit(table[["a29"]], table["y"]).score(table[["a29"]], table["y"])
