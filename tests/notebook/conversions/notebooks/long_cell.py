# ---
# title = "Everything in one cell of a hundred lines, as people export scripts"
# tasks = 3
# kept = ["def bucket(", "train_test_split(", "GradientBoostingClassifier(", "f1_score("]
# parallel = [["DecisionTreeClassifier(", "GradientBoostingClassifier("]]
# ---
# %%
import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

# ---------------------------------------------------------------- data
rng = np.random.default_rng(12)
n = 400
df = pd.DataFrame(
    {
        "age": rng.integers(18, 80, n),
        "income": rng.lognormal(10, 0.4, n),
        "visits": rng.poisson(3, n),
    }
)
df["region"] = rng.choice(["north", "south", "east"], n)
chance = 1 / (1 + np.exp(-(df["age"] - 45) / 10 + df["visits"] / 3))
df["bought"] = (rng.random(n) < chance).astype(int)

# some values are missing
holes = rng.choice(n, 30, replace=False)
df.loc[holes, "income"] = np.nan
print("missing", df["income"].isna().sum())

# ---------------------------------------------------------------- cleaning
median = df["income"].median()
df["income"] = df["income"].fillna(median)


def bucket(age):
    """Return the group of an age."""
    if age < 30:
        return "young"
    if age < 60:
        return "middle"
    return "old"


df["group"] = df["age"].apply(bucket)
print(df["group"].value_counts().sort_index().to_dict())

# ---------------------------------------------------------------- features
features = pd.get_dummies(df[["age", "income", "visits", "region", "group"]], columns=["region", "group"])
target = df["bought"]
X_train, X_test, y_train, y_test = train_test_split(features, target, test_size=0.3, random_state=8)
scaler = StandardScaler().fit(X_train)
X_train_scaled = scaler.transform(X_train)
X_test_scaled = scaler.transform(X_test)

# ---------------------------------------------------------------- a tree
tree = DecisionTreeClassifier(max_depth=3, random_state=0)
tree.fit(X_train, y_train)
tree_predicted = tree.predict(X_test)
print("tree", f1_score(y_test, tree_predicted))

# ---------------------------------------------------------------- boosting
boosted = GradientBoostingClassifier(n_estimators=25, random_state=0)
boosted.fit(X_train_scaled, y_train)
boosted_predicted = boosted.predict(X_test_scaled)
print("boosted", f1_score(y_test, boosted_predicted))

# ---------------------------------------------------------------- the end
table = pd.DataFrame(
    {
        "precision": [precision_score(y_test, p) for p in (tree_predicted, boosted_predicted)],
        "recall": [recall_score(y_test, p) for p in (tree_predicted, boosted_predicted)],
    },
    index=["tree", "boosted"],
)
print(table.to_string())
winner = table["recall"].idxmax()
winner
