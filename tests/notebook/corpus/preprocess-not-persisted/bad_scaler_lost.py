# %%
import pickle

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

data = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="churn"), data["churn"], random_state=0)
# %%
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
model = LogisticRegression().fit(X_train, y_train)
# %%
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)  # <- hit
