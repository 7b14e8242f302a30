# %%
import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler
from tensorflow import keras
data = pd.read_csv("w.csv").to_numpy()
n = 5000
past = 120
x_train = data[:n]
train_ds = keras.utils.timeseries_dataset_from_array(x_train[:-past], x_train[past:, 0], sequence_length=past)
test_ds = keras.preprocessing.timeseries_dataset_from_array(data[n - past:], data[n:, 0], sequence_length=past)
model = keras.Sequential([keras.layers.LSTM(8), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(train_ds)
print(model.evaluate(test_ds))
