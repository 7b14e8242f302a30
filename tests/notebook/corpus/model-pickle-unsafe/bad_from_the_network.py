# %%
import pickle
import urllib.request

import pandas as pd

answer = urllib.request.urlopen("https://models.example.com/churn.pkl")
model = pickle.loads(answer.read())  # <- hit
# %%
customers = pd.read_csv("customers.csv")
print(model.predict(customers))
