# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
train = pd.read_csv("../input/train.csv")
test = pd.read_csv("../input/test.csv")
combined = [train, test]

# %%
for dataset in combined:
    dataset["Sex"] = dataset["Sex"].map({"female": 1, "male": 0})
    dataset["Age"] = dataset["Age"].fillna(dataset["Age"].median())  # <- hit

# %%
X = train[["Sex", "Age", "Pclass"]]
y = train["Survived"]
X_train, X_valid, y_train, y_valid = train_test_split(X, y, random_state=0)
forest = RandomForestClassifier(n_estimators=100, random_state=0).fit(X_train, y_train)
print(forest.score(X_valid, y_valid))
forest.fit(X, y)
answers = forest.predict(test[["Sex", "Age", "Pclass"]])
