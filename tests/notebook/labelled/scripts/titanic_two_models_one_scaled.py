import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from sklearn.metrics import accuracy_score

data = pd.read_csv("titanic.csv")
data = data.dropna(subset=["age", "fare"])
data["sex"] = (data["sex"] == "female").astype(int)
features = ["pclass", "sex", "age", "fare", "sibsp", "parch"]
X = data[features]
y = data["survived"]

# tree does not need scaling
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
tree = DecisionTreeClassifier(max_depth=4, random_state=0)
tree.fit(X_train, y_train)
print("tree:", accuracy_score(y_test, tree.predict(X_test)))

# logistic regression does
X_scaled = StandardScaler().fit_transform(X)
Xs_train, Xs_test, ys_train, ys_test = train_test_split(X_scaled, y, test_size=0.3, random_state=0)
logit = LogisticRegression()
logit.fit(Xs_train, ys_train)
print("logit:", accuracy_score(ys_test, logit.predict(Xs_test)))

# and both on the training rows, for the report
print("tree train:", tree.score(X_train, y_train))
