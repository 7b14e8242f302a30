# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# %%
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
fit_part, valid_part = train_test_split(train, random_state=0)

# %%
scaler = StandardScaler().fit(fit_part[["fare", "age"]])
model = LogisticRegression().fit(scaler.transform(fit_part[["fare", "age"]]), fit_part["survived"])
print(model.score(scaler.transform(valid_part[["fare", "age"]]), valid_part["survived"]))

# %%
everything = pd.concat([train, test])
overall = everything["fare"].mean()
print("mean fare of both files", overall)
submission = pd.DataFrame({"id": test["id"], "survived": model.predict(scaler.transform(test[["fare", "age"]]))})
submission.to_csv("submission.csv", index=False)
