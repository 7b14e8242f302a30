import numpy as np
import pandas as pd
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Dropout
from keras.models import Sequential
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

churn = pd.read_csv('Churn_Modelling.csv')
X = pd.get_dummies(churn.iloc[:, 3:13], drop_first=True).astype(float)
y = churn.iloc[:, 13].values
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.fit_transform(X_test)

ann = Sequential()
ann.add(Dense(units=6, activation='relu'))
ann.add(Dropout(0.1))
ann.add(Dense(units=1, activation='sigmoid'))
ann.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
es = EarlyStopping(monitor='val_loss', mode='min', patience=10)
ann.fit(X_train, y_train, validation_data=(X_test, y_test), batch_size=32, epochs=300, callbacks=[es])
y_pred = ann.predict(X_test) > 0.5
print((y_pred.ravel() == y_test).mean())
