import pandas as pd
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

train = pd.read_csv('mobile_train.csv')
test = pd.read_csv('mobile_test.csv')
test = test.drop('id', axis=1)
x = train.drop('price_range', axis=1)
y = train['price_range']
x_train, x_valid, y_train, y_valid = train_test_split(x, y, test_size=0.3, random_state=7)
svc = SVC(kernel='linear')
svc.fit(x_train, y_train)
print(accuracy_score(y_valid, svc.predict(x_valid)))
svc_all = SVC(kernel='linear')
svc_all.fit(x, y)
print('final', accuracy_score(y_valid, svc_all.predict(x_valid)))
test['price_range'] = svc_all.predict(test)
dt = DecisionTreeClassifier()
dt.fit(x_train, y_train)
print(dt.score(x_valid, y_valid))
