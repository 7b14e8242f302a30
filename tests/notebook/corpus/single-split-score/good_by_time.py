# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error

# %%
sales = pd.read_csv("sales.csv").sort_values("date")
train, test = sales[:-90], sales[-90:]
model = Ridge().fit(train[["price"]], train["sold"])
print(mean_absolute_error(test["sold"], model.predict(test[["price"]])))
