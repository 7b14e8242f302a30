# %%
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

# %%
data = np.load("digits.npz")
x_train, x_test, y_train, y_test = train_test_split(data["x"], data["y"], random_state=0)
net = Sequential([Dense(128, activation="relu"), Dense(10, activation="softmax")])
net.compile(loss="categorical_crossentropy", optimizer="adam")
net.fit(x_train, y_train, epochs=5)
print(net.evaluate(x_test, y_test))  # <- hit
