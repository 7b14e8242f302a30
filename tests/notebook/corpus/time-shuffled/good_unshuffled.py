# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

# %%
stock = pd.read_csv("stock.csv", index_col="Date", parse_dates=True)
stock["ma"] = stock["Close"].rolling(10).mean()
stock = stock.dropna()
X_train, X_test, y_train, y_test = train_test_split(stock[["ma"]], stock["Close"], shuffle=False)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
