import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split

abalone = pd.read_csv('abalone.csv')
labels = abalone.pop('Age')
features = abalone.to_numpy()

normalize = tf.keras.layers.Normalization()
normalize.adapt(features)
x_train, x_test, y_train, y_test = train_test_split(features, labels, test_size=0.2, random_state=0)
model = tf.keras.Sequential([normalize, tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.Dense(1)])
model.compile(loss='mse', optimizer='adam')
model.fit(x_train, y_train, epochs=10)
print(model.evaluate(x_test, y_test))

norm2 = tf.keras.layers.Normalization()
norm2.adapt(x_train)
model2 = tf.keras.Sequential([norm2, tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.Dense(1)])
model2.compile(loss='mse', optimizer='adam')
history = model2.fit(x_train, y_train, validation_split=0.2, epochs=10)
print(model2.evaluate(x_test, y_test))
