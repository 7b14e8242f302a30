# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder

loans = pd.read_csv("loans.csv")
loans["status"] = LabelEncoder().fit_transform(loans["status"])
# %%
X = loans[["amount", "income"]]
y = loans["status"]
model = LogisticRegression().fit(X, y)
