# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

houses = pd.read_csv("houses.csv")
X, y = houses[["area", "rooms"]], houses["price"]
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)  # <- hit
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
