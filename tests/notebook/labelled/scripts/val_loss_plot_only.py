# %% imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

# %% data
df = pd.read_csv('fake_reg.csv')
X = df[['feature1', 'feature2']].values
y = df['price'].values
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=42)
scaler = MinMaxScaler()
scaler.fit(X_train)
X_train = scaler.transform(X_train)
X_test = scaler.transform(X_test)

# %% model
model = Sequential([Dense(4, activation='relu'), Dense(4, activation='relu'), Dense(1)])
model.compile(optimizer='rmsprop', loss='mse')
model.fit(x=X_train, y=y_train, validation_data=(X_test, y_test), epochs=250, verbose=0)
pd.DataFrame(model.history.history).plot()

# %% scores
training_score = model.evaluate(X_train, y_train, verbose=0)
test_score = model.evaluate(X_test, y_test, verbose=0)
print(training_score, test_score)
test_predictions = model.predict(X_test)
print(np.abs(test_predictions.ravel() - y_test).mean())
