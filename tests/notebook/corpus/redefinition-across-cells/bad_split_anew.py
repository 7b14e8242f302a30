# %%
import pandas as pd
from sklearn.model_selection import train_test_split

houses = pd.read_csv("houses.csv")
X_train, X_test = train_test_split(houses, random_state=1)
# %%
print(X_train.describe(), X_test.shape)
# %%
cheap = houses[houses["price"] < 200_000]
X_train, X_test = cheap[:100], cheap[100:]  # <- hit
# %%
print(X_train.mean(), X_test.mean())
