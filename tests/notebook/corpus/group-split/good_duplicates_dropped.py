# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

# %%
calls = pd.read_csv("calls.csv")
calls = calls.drop_duplicates("client_id", keep="last")
X, y = calls[["age", "balance"]], calls["bought"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
print(GaussianNB().fit(X_train, y_train).score(X_test, y_test))
