# %%
from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
# %%
model = keras.Sequential([
    layers.Dense(64, activation="relu"),  # <- hit
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
model.fit(x_train / 255, y_train, epochs=3)
