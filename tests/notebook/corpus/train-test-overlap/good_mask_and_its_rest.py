# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

# %%
rows = pd.read_csv("rows.csv")
chosen = np.random.RandomState(0).rand(len(rows)) < 0.8
train, test = rows[chosen], rows[~chosen]
model = LogisticRegression().fit(train[["a", "b"]], train["c"])
print(model.score(test[["a", "b"]], test["c"]))
