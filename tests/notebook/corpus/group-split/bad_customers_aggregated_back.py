# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
orders = pd.read_csv("orders.csv")
counts = orders.groupby("customer_id")["order"].count().rename("orders")
orders = orders.merge(counts, on="customer_id")
X_train, X_test, y_train, y_test = train_test_split(orders[["orders", "price"]], orders["returned"])  # <- hit
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
