import os
import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import VGG16
from tensorflow.keras.callbacks import ModelCheckpoint, EarlyStopping
from tensorflow.keras.preprocessing.image import ImageDataGenerator

base_dir = 'chest_xray'
train_gen = ImageDataGenerator(rescale=1. / 255, zoom_range=0.3, vertical_flip=True)
test_gen = ImageDataGenerator(rescale=1. / 255)
train_flow = train_gen.flow_from_directory(os.path.join(base_dir, 'train'), target_size=(150, 150), class_mode='binary')
val_flow = test_gen.flow_from_directory(os.path.join(base_dir, 'val'), target_size=(150, 150), class_mode='binary')
test_flow = test_gen.flow_from_directory(os.path.join(base_dir, 'test'), target_size=(150, 150), class_mode='binary', shuffle=False)

base = VGG16(weights='imagenet', include_top=False, input_shape=(150, 150, 3))
base.trainable = False
model = tf.keras.Sequential([base, tf.keras.layers.Flatten(), tf.keras.layers.Dense(1, activation='sigmoid')])
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
stop = EarlyStopping(monitor='val_loss', patience=3)
model.fit(train_flow, epochs=10, validation_data=val_flow, callbacks=[stop])
loss, acc = model.evaluate(test_flow)
print(acc)
train_loss, train_acc = model.evaluate(train_flow)
