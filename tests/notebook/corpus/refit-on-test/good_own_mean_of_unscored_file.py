# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
test["Fare"] = test["Fare"].fillna(test["Fare"].median())
fitted, held = train_test_split(train, random_state=0)
model = LogisticRegression().fit(fitted[["Fare"]], fitted["Survived"])
print(model.score(held[["Fare"]], held["Survived"]))
test["Survived"] = model.predict(test[["Fare"]])
