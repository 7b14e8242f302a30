# %%
import pandas as pd
from sklearn.linear_model import Ridge

houses = pd.read_csv("houses.csv")
zones = pd.get_dummies(houses["zone"], prefix="zone")  # <- hit
houses = pd.concat([houses.drop(columns="zone"), zones], axis=1)
# %%
model = Ridge().fit(houses.drop(columns="price"), houses["price"])
print(model.coef_)
