# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
flats = pd.read_csv("flats.csv")
flats["rooms_per_metre"] = flats["rooms"] / flats["area"]
price = flats.pop("price")
X_train, X_test, y_train, y_test = train_test_split(flats, price, random_state=0)
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
