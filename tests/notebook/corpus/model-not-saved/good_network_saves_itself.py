# %%
from tensorflow import keras

(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
net.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
net.fit(x, y, epochs=2)
# %%
print(net.evaluate(x_test, y_test))
net.save("fashion-1.keras")
