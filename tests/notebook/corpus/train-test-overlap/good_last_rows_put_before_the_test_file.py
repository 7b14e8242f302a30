# %%
import numpy as np
import pandas as pd
from sklearn.metrics import mean_squared_error
from keras.models import Sequential
from keras.layers import LSTM, Dense
dataset_train = pd.read_csv('a.csv')
dataset_test = pd.read_csv('b.csv')
train = dataset_train[['Open']].values
X_train = np.array([train[i-60:i] for i in range(60, len(train))])
y_train = train[60:]
model = Sequential([LSTM(8), Dense(1)])
model.compile(loss="mse")
model.fit(X_train, y_train)
past_60_days = dataset_train.tail(60)
df = pd.concat([past_60_days, dataset_test], ignore_index=True)
inputs = df[['Open']].values
X_test = np.array([inputs[i-60:i] for i in range(60, len(inputs))])
y_test = np.array([inputs[i, 0] for i in range(60, len(inputs))])
print(mean_squared_error(y_test, model.predict(X_test)))
