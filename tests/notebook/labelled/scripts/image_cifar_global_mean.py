from __future__ import print_function
import keras
from keras.datasets import cifar10
from keras.models import Model
from keras.layers import Input, Dense, Flatten, Conv2D
from keras.callbacks import EarlyStopping, ModelCheckpoint
import numpy as np

(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train = x_train.astype('float32')
x_test = x_test.astype('float32')

# subtract pixel mean
x = np.concatenate([x_train, x_test])
mean = np.mean(x, axis=0)
std = np.std(x, axis=0)
x_train = (x_train - mean) / (std + 1e-7)
x_test = (x_test - mean) / (std + 1e-7)

y_train = keras.utils.to_categorical(y_train, 10)
y_test = keras.utils.to_categorical(y_test, 10)

inp = Input(shape=x_train.shape[1:])
h = Conv2D(16, (3, 3), activation='relu')(inp)
h = Flatten()(h)
out = Dense(10, activation='softmax')(h)
model = Model(inputs=inp, outputs=out)
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])

es = EarlyStopping(monitor='val_loss', patience=5)
ckpt = ModelCheckpoint('best.h5', monitor='val_acc', save_best_only=True)
history = model.fit(x_train, y_train, batch_size=32, epochs=200, validation_data=(x_test, y_test), shuffle=True, callbacks=[es, ckpt])

scores = model.evaluate(x_test, y_test, verbose=1)
print('Test loss:', scores[0])
print('Test accuracy:', scores[1])
