# %%
import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler
from sklearn.metrics import mean_squared_error
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, Dense
prices = pd.read_csv("prices.csv")[["Close"]].values
train_len = int(len(prices) * 0.8)
scaler = MinMaxScaler().fit(prices[:train_len])
scaled = scaler.transform(prices)
train = scaled[:train_len]
X_train, y_train = [], []
for i in range(60, len(train)):
    X_train.append(train[i-60:i, 0])
    y_train.append(train[i, 0])
X_train, y_train = np.array(X_train), np.array(y_train)
model = Sequential([LSTM(8), Dense(1)])
model.compile(loss="mse")
model.fit(X_train, y_train)
inputs = scaled[train_len - 60:]
x_test, y_test = [], prices[train_len:]
for i in range(60, len(inputs)):
    x_test.append(inputs[i-60:i, 0])
x_test = np.array(x_test)
pred = scaler.inverse_transform(model.predict(x_test))
print(np.sqrt(np.mean((pred - y_test) ** 2)), mean_squared_error(y_test, pred))
