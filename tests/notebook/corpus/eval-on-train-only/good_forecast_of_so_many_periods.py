# %%
import pandas as pd
import pmdarima as pm
from sklearn.metrics import mean_absolute_error

# %%
load = pd.read_csv("load.csv")["load"]
train, test = load[:900], load[900:]
model = pm.auto_arima(train, seasonal=True, m=12)
print(mean_absolute_error(test, model.predict(n_periods=len(test))))
