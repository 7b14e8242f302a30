# %%
import pandas as pd
from sklearn.metrics import confusion_matrix
from sklearn.tree import DecisionTreeClassifier

# %%
loans = pd.read_csv("loans.csv")
train, test = loans[:5000], loans[5000:]
tree = DecisionTreeClassifier(max_depth=4).fit(train[["amount"]], train["default"])
guess = tree.predict(test[["amount"]])
print((guess == test["default"]).mean(), confusion_matrix(test["default"], guess))
