# %%
import numpy as np
import pandas as pd
from tensorflow import keras

# %%
calm = pd.read_csv("calm.csv", index_col="time")
wild = pd.read_csv("wild.csv", index_col="time")
mean, deviation = calm.mean(), calm.std()
x_train = ((calm - mean) / deviation).to_numpy()
model = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(x_train, x_train, validation_split=0.1)
# %%
errors = np.mean(np.abs(model.predict(x_train) - x_train), axis=1)
threshold = np.max(errors)
# %%
x_test = ((wild - mean) / deviation).to_numpy()
test_errors = np.mean(np.abs(model.predict(x_test) - x_test), axis=1)
print(np.sum(test_errors > threshold))
