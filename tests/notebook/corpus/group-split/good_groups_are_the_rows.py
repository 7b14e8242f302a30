# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
orders = pd.read_csv("orders.csv")
people = orders.groupby("customer_id").agg({"price": "sum", "order": "count", "left": "max"}).reset_index()
X_train, X_test, y_train, y_test = train_test_split(people[["price", "order"]], people["left"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
