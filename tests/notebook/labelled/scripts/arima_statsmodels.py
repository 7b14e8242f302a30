import warnings
import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tsa.arima.model import ARIMA
from sklearn.metrics import mean_squared_error
warnings.filterwarnings("ignore")

series = pd.read_csv("AirPassengers.csv", header=0, index_col=0, parse_dates=True).squeeze("columns")
print(sm.tsa.stattools.adfuller(series.values)[1])
log_series = np.log(series)

X = log_series.values
size = int(len(X) * 0.66)
train, test = X[0:size], X[size:len(X)]
history = [x for x in train]
predictions = list()
for t in range(len(test)):
    model = ARIMA(history, order=(5, 1, 0))
    model_fit = model.fit()
    output = model_fit.forecast()
    yhat = output[0]
    predictions.append(yhat)
    obs = test[t]
    history.append(obs)
print("RMSE", np.sqrt(mean_squared_error(test, predictions)))

ols_x = sm.add_constant(np.arange(len(X)))
ols = sm.OLS(X, ols_x).fit()
print(ols.summary())
print("RMSE", np.sqrt(mean_squared_error(X, ols.predict(ols_x))))
