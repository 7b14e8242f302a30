# %%
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

# %%
rows = np.loadtxt("pima.csv", delimiter=",")
X_train, X_test, y_train, y_test = train_test_split(rows[:, :8], rows[:, 8], random_state=0)
net = Sequential([Dense(1, activation="sigmoid")])
net.compile(loss="binary_crossentropy", optimizer="adam")
net.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=9)
print(net.evaluate(X_train, y_train))
