# %%
import joblib
import pandas as pd

model = joblib.load("from_ben/model_v7.pkl")  # <- hit
# %%
orders = pd.read_csv("orders.csv")
orders["risk"] = model.predict_proba(orders)[:, 1]
