# %%
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVR

# %%
coins = pd.read_csv("coins.csv")
coins["future"] = coins["price"].shift(-7)
coins.dropna(inplace=True)
X = np.array(coins.drop(columns="future"))
y = np.array(coins["future"])
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2)  # <- hit
print(SVR(C=1e3).fit(x_train, y_train).score(x_test, y_test))
