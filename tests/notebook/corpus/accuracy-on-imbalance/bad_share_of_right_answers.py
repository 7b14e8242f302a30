# %%
import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

# %%
loans = pd.read_csv("loans.csv").fillna(0)
train, test = loans[:5000], loans[5000:]
tree = DecisionTreeClassifier(max_depth=4).fit(train[["amount"]], train["default"])
print(np.mean(tree.predict(test[["amount"]]) == test["default"]))  # <- hit
