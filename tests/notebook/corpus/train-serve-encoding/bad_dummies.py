# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

telco = pd.read_csv("telco.csv")
y = telco.pop("churn")
X = pd.get_dummies(telco, columns=["contract", "payment"], drop_first=True)  # <- hit
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression(max_iter=1000).fit(X_train, y_train)
