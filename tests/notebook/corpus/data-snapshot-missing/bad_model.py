# %%
import joblib
import pandas as pd

# %%
orders = pd.read_csv("orders.csv")
model = joblib.load("models/best.joblib")  # <- hit
model.predict(orders)
