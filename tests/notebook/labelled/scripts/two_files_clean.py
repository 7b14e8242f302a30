import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import Perceptron
from sklearn.neural_network import MLPClassifier
from sklearn.metrics import confusion_matrix, accuracy_score

train = pd.read_csv('data/occupancy_train.txt', parse_dates=['date'])
test = pd.read_csv('data/occupancy_test.txt', parse_dates=['date'])
print(train.shape, test.shape)

for d in (train, test):
    d['hour'] = d['date'].dt.hour
    d['weekend'] = (d['date'].dt.dayofweek > 4) * 1
    d.drop('date', axis=1, inplace=True)

xtr = train.drop('Occupancy', axis=1)
ytr = train.Occupancy
xte = test.drop('Occupancy', axis=1)
yte = test.Occupancy

scaler = StandardScaler().fit(xtr)
xtr_s, xte_s = scaler.transform(xtr), scaler.transform(xte)

clfs = [Perceptron(), MLPClassifier(hidden_layer_sizes=(10,), max_iter=400)]
for c in clfs:
    c.fit(xtr_s, ytr)
    print(type(c).__name__, accuracy_score(yte, c.predict(xte_s)))
