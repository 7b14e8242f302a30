# %%
import pandas as pd
import pickle
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
loans = pd.read_csv("loans.csv")
model = make_pipeline(StandardScaler(), LogisticRegression())
model.fit(loans[["amount", "income"]], loans["bad"])  # <- hit
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)
