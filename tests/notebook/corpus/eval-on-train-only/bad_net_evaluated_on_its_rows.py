# %%
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

# %%
rows = np.loadtxt("pima.csv", delimiter=",")
X, Y = rows[:, 0:8], rows[:, 8]
net = Sequential([Dense(12, activation="relu"), Dense(1, activation="sigmoid")])
net.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
net.fit(X, Y, epochs=150, batch_size=10)
_, accuracy = net.evaluate(X, Y)  # <- hit
print(accuracy)
