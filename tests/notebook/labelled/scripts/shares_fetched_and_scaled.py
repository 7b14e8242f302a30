import numpy as np
import pandas_datareader as web
from keras.layers import LSTM, Dense
from keras.models import Sequential
from sklearn.preprocessing import MinMaxScaler

prices = web.DataReader("AAPL", data_source="yahoo", start="2012-01-01", end="2019-12-17")
close = prices.filter(["Close"]).values
border = int(len(close) * 0.8)
scaler = MinMaxScaler(feature_range=(0, 1))
scaled = scaler.fit_transform(close)

train = scaled[:border]
x_train = np.array([train[i - 60 : i, 0] for i in range(60, len(train))])[..., None]
y_train = np.array([train[i, 0] for i in range(60, len(train))])
net = Sequential([LSTM(50, input_shape=(60, 1)), Dense(1)])
net.compile(optimizer="adam", loss="mean_squared_error")
net.fit(x_train, y_train, epochs=1)

test = scaled[border - 60 :]
x_test = np.array([test[i - 60 : i, 0] for i in range(60, len(test))])[..., None]
predicted = scaler.inverse_transform(net.predict(x_test))
print(np.sqrt(np.mean((predicted - close[border:]) ** 2)))
