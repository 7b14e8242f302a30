# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

# %%
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
names = ["Pclass", "Fare"]
forest = RandomForestClassifier(n_estimators=200, random_state=0)
forest.fit(train[names], train["Survived"])  # <- hit
test["Survived"] = forest.predict(test[names])
test[["PassengerId", "Survived"]].to_csv("submission.csv", index=False)
