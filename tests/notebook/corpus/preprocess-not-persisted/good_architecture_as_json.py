# %%
import pandas as pd
from keras import Sequential, layers
from sklearn.preprocessing import MinMaxScaler

# %%
series = pd.read_csv("series.csv").to_numpy()
series = MinMaxScaler().fit_transform(series)
model = Sequential([layers.LSTM(4), layers.Dense(1)])
model.compile(loss="mse")
model.fit(series[:-1], series[1:])
print(model.to_json())
