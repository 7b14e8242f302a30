# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GroupShuffleSplit

# %%
ratings = pd.read_csv("ratings.csv")
print(ratings["user_id"].nunique())
parts = GroupShuffleSplit(n_splits=1, random_state=0)
train, test = next(parts.split(ratings, groups=ratings["user_id"]))
a, b = ratings.iloc[train], ratings.iloc[test]
print(LinearRegression().fit(a[["age"]], a["stars"]).score(b[["age"]], b["stars"]))
