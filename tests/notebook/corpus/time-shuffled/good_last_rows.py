# %%
import pandas as pd
from sklearn.linear_model import LinearRegression

# %%
sales = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
sales["yesterday"] = sales["sold"].shift(1)
sales = sales.dropna()
train, test = sales[:-60], sales[-60:]
print(LinearRegression().fit(train[["yesterday"]], train["sold"]).score(test[["yesterday"]], test["sold"]))
