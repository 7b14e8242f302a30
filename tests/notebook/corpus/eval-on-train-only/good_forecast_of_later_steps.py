# %%
import pandas as pd
from statsmodels.tsa.arima.model import ARIMA
from sklearn.metrics import mean_squared_error
series = pd.read_csv("s.csv")["value"]
cut = int(len(series) * 0.8)
train, test = series[:cut], series[cut:]
model = ARIMA(train, order=(1, 1, 1)).fit()
forecast = model.forecast(steps=len(test))
print(mean_squared_error(test, forecast))
