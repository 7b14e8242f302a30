# %%
import pandas as pd
from sklearn.linear_model import Ridge

train, test = pd.read_csv("train.csv"), pd.read_csv("test.csv")
ridge = Ridge()
ridge.fit(train[["area", "rooms"]], train["price"])  # <- hit
# %%
test["price"] = ridge.predict(test[["area", "rooms"]])
test[["id", "price"]].to_csv("submission.csv", index=False)
