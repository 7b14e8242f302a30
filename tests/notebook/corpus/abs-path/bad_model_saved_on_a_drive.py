# %%
import spacy
from tensorflow import keras

# %%
model = keras.Sequential([keras.layers.Dense(1)])
model.save("/content/drive/MyDrive/model.keras")  # <- hit
# %%
language = spacy.load("C:\\models\\names")  # <- hit
