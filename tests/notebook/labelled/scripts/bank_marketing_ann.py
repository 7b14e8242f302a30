import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.metrics import confusion_matrix, accuracy_score
from sklearn.ensemble import RandomForestClassifier
import keras
from keras.models import Sequential
from keras.layers import Dense

bank = pd.read_csv('bank.csv', sep=';')
le = LabelEncoder()
cat_cols = ['job', 'marital', 'education', 'default', 'housing', 'loan', 'contact', 'month', 'poutcome', 'y']
bank[cat_cols] = bank[cat_cols].apply(lambda col: le.fit_transform(col))

X = bank.iloc[:, :-1].values
y = bank.iloc[:, -1].values
rf_parts = train_test_split(X, y, test_size=0.2, random_state=0)
rf = RandomForestClassifier(n_estimators=100)
rf.fit(rf_parts[0], rf_parts[2])
print(accuracy_score(rf_parts[3], rf.predict(rf_parts[1])))

sc = StandardScaler()
X[:] = sc.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
classifier = Sequential()
classifier.add(Dense(8, activation='relu', input_dim=16))
classifier.add(Dense(1, activation='sigmoid'))
classifier.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
classifier.fit(X_train, y_train, batch_size=10, epochs=50)
y_pred = classifier.predict(X_test)
y_pred = (y_pred > 0.5)
print(confusion_matrix(y_test, y_pred))
