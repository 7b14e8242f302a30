# %%
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow.keras.callbacks import EarlyStopping
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

# %%
data = np.load("data.npz")
X, y = data["x"] / 255.0, data["y"]
x_train, x_test, y_train, y_test = train_test_split(X, y, random_state=0)
net = Sequential([Dense(32, activation="relu"), Dense(1, activation="sigmoid")])
net.compile(loss="binary_crossentropy", optimizer="adam")
stop = EarlyStopping(patience=5, restore_best_weights=True)
net.fit(x_train, y_train, epochs=200, validation_data=(x_test, y_test), callbacks=[stop])  # <- hit
print(net.evaluate(x_test, y_test))
