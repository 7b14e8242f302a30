import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tensorflow.keras.callbacks import EarlyStopping

df = pd.read_csv('higgs_small.csv')
y = df.pop('signal').values
X = df.values.astype('float32')
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)
X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, test_size=0.2, random_state=1)
ss = StandardScaler().fit(X_train)
X_train, X_val, X_test = ss.transform(X_train), ss.transform(X_val), ss.transform(X_test)

def build(units):
    net = tf.keras.Sequential([tf.keras.layers.Dense(units, activation='relu'), tf.keras.layers.Dense(1, activation='sigmoid')])
    net.compile('adam', 'binary_crossentropy', metrics=['AUC'])
    return net

stop = EarlyStopping(patience=4, restore_best_weights=True)
net = build(64)
net.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=100, callbacks=[stop])
print('val', net.evaluate(X_val, y_val))
print('test', net.evaluate(X_test, y_test))
