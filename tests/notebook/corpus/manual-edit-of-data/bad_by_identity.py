# %%
import pandas as pd

test = pd.read_csv("test.csv")

# %%
test.loc[test["PassengerId"] == 1044, "Fare"] = 13.5  # <- hit
test["Fare"].isna().sum()
