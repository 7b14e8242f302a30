# %%
import numpy as np
import pandas as pd
from keras.preprocessing.sequence import TimeseriesGenerator
from keras.models import Sequential
from keras.layers import LSTM, Dense
series = pd.read_csv("w.csv")[["load"]].values
train_size = int(len(series)*.7)
look_back = 12
train = series[:train_size]
test = series[train_size - look_back:]
train_gen = TimeseriesGenerator(train, train, length=look_back, batch_size=16)
test_gen = TimeseriesGenerator(test, test, length=look_back, batch_size=16)
model = Sequential([LSTM(8), Dense(1)])
model.compile(loss="mse")
model.fit(train_gen)
print(model.evaluate(test_gen))
