# %%
from tensorflow.keras.layers import Dense, Input
from tensorflow.keras.models import Model

# %%
input = Input(shape=(10,))
output = Dense(1)(input)
model = Model(input, output)
model.input_shape
