# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

# %%
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
scaler = StandardScaler()
X = scaler.fit_transform(train[["fare", "age"]])
model = LogisticRegression().fit(X, train["survived"])
Z = scaler.fit_transform(test[["fare", "age"]])  # <- hit
pd.DataFrame({"id": test["id"], "survived": model.predict(Z)}).to_csv("answers.csv")
