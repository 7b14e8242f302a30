# %%
import pickle

import pandas as pd
from sklearn.linear_model import LogisticRegression

churn = pd.read_csv("churn.csv")  # <- hit

# %%
model = LogisticRegression().fit(churn[["tenure"]], churn["left"])
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)
