# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error

# %%
sales = pd.read_csv("sales.csv").to_numpy()
train, test = sales[:900], sales[800:]
model = Ridge().fit(train[:, :-1], train[:, -1])
print(mean_squared_error(test[:, -1], model.predict(test[:, :-1])))  # <- hit
