# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression

train = pd.read_csv("train.csv")
X = pd.get_dummies(train.drop(columns="churn"))
model = LogisticRegression().fit(X, train["churn"])
# %%
new = pd.get_dummies(pd.read_csv("new.csv")).reindex(columns=X.columns, fill_value=0)
print(model.predict(new))
