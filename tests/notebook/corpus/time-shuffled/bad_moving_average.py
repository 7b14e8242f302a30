# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
stock = pd.read_csv("stock.csv", index_col="Date", parse_dates=True)
stock["ma"] = stock["Close"].rolling(10).mean()
stock["up"] = (stock["Close"].shift(-1) > stock["Close"]).astype(int)
stock = stock.dropna()
X, y = stock[["Close", "ma"]], stock["up"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)  # <- hit
print(SVC().fit(X_train, y_train).score(X_test, y_test))
