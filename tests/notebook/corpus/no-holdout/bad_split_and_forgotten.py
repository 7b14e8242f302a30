# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
houses = pd.read_csv("houses.csv")
X_train, X_test, y_train, y_test = train_test_split(houses[["area"]], houses["price"], random_state=0)
line = LinearRegression()
line.fit(X_train, y_train)  # <- hit
print(line.coef_, line.intercept_)
