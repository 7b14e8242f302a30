# %%
import joblib
import pandas as pd
from sklearn.linear_model import Ridge

train = pd.read_csv("train.csv")
ridge = Ridge().fit(train[["area"]], train["price"])
print(ridge.score(train[["area"]], train["price"]))
# %%
joblib.dump(ridge, "ridge-1.0.joblib")
