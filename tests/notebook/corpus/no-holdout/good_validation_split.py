# %%
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

# %%
data = np.load("digits.npz")
net = Sequential([Dense(10, activation="softmax")])
net.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
net.fit(data["x"], data["y"], epochs=20, validation_split=0.1)
