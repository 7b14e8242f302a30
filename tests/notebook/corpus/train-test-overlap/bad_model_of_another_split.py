# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
wine = pd.read_csv("wine.csv")
X, y = wine.drop(columns="good"), wine["good"]
first, _, first_y, _ = train_test_split(X, y, random_state=1)
_, other, _, other_y = train_test_split(X, y, random_state=2)

# %%
model = SVC().fit(first, first_y)
print(model.score(other, other_y))  # <- hit
