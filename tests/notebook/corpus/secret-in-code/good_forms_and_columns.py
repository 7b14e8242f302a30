# %%
import pandas as pd

users = pd.read_csv("users.csv")

# %%
users = users.drop(columns=["password"])
labels = {"user": "User name", "password": "Passwort:", "token": "Token"}
fields = dict(password="password", api_key="api_key")
users = users.rename(columns={"pwd": "hash"})
print("password: wrong")
