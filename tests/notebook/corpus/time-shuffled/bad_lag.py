# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
sales = pd.read_csv("sales.csv", parse_dates=["date"])
sales["yesterday"] = sales["sold"].shift(1)
sales = sales.dropna()
X_train, X_test, y_train, y_test = train_test_split(sales[["yesterday"]], sales["sold"])  # <- hit
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
