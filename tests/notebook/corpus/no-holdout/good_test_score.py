# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
houses = pd.read_csv("houses.csv")
X_train, X_test, y_train, y_test = train_test_split(houses[["area"]], houses["price"], random_state=0)
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
