# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
customers = pd.read_csv("customers.csv", index_col="customer_id")
print(customers.groupby("contract")["churn"].mean())
X_train, X_test, y_train, y_test = train_test_split(customers[["tenure"]], customers["churn"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
