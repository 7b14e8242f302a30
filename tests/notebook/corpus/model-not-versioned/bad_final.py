# %%
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

loans = pd.read_csv("loans.csv")
model = LogisticRegression().fit(loans[["income", "amount"]], loans["default"])
# %%
joblib.dump(model, "models/model_FINAL_use_this.pkl")  # <- hit
