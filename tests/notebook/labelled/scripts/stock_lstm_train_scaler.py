import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler
from sklearn.metrics import mean_squared_error
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, Dense, Dropout


def create_dataset(series, look_back=30):
    X, Y = [], []
    for i in range(len(series) - look_back - 1):
        X.append(series[i:(i + look_back), 0])
        Y.append(series[i + look_back, 0])
    return np.array(X), np.array(Y)


prices = pd.read_csv('GOOG.csv', parse_dates=['Date'], index_col='Date')
close = prices[['Close']].values.astype('float32')

train_size = int(len(close) * 0.67)
train, test = close[0:train_size, :], close[train_size:len(close), :]

scaler = MinMaxScaler()
train = scaler.fit_transform(train)
test = scaler.transform(test)

look_back = 30
trainX, trainY = create_dataset(train, look_back)
testX, testY = create_dataset(test, look_back)
trainX = np.reshape(trainX, (trainX.shape[0], 1, trainX.shape[1]))
testX = np.reshape(testX, (testX.shape[0], 1, testX.shape[1]))

model = Sequential()
model.add(LSTM(4, input_shape=(1, look_back)))
model.add(Dropout(0.2))
model.add(Dense(1))
model.compile(loss='mean_squared_error', optimizer='adam')
model.fit(trainX, trainY, epochs=100, batch_size=1, verbose=2)

trainPredict = model.predict(trainX)
testPredict = model.predict(testX)
print('Train RMSE', np.sqrt(mean_squared_error(trainY, trainPredict[:, 0])))
print('Test RMSE', np.sqrt(mean_squared_error(testY, testPredict[:, 0])))
