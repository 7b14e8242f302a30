# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
customers = pd.read_csv("customers.csv")
customers["tenure_years"] = customers["tenure"] / 12
X, y = customers[["tenure_years", "charges"]], customers["churn"]
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
