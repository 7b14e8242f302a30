# %%
from tensorflow.keras.datasets import mnist

(images, labels), (test_images, test_labels) = mnist.load_data()
# %%
images = images / 255.0  # <- hit
test_images /= 255.0  # <- hit
print(images.shape)
