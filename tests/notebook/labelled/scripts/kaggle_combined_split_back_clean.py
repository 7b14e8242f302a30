import pandas as pd
import numpy as np
import lightgbm as lgb
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

train = pd.read_csv('/kaggle/input/spaceship-titanic/train.csv')
test = pd.read_csv('/kaggle/input/spaceship-titanic/test.csv')
ids = test['PassengerId']
train['is_train'] = 1
test['is_train'] = 0
data = pd.concat([train, test], sort=False)

data[['Deck', 'Num', 'Side']] = data['Cabin'].str.split('/', expand=True)
data['Group'] = data['PassengerId'].str[:4].astype(int)
data['Spent'] = data[['RoomService', 'FoodCourt', 'ShoppingMall', 'Spa', 'VRDeck']].sum(axis=1)
data['LogSpent'] = np.log1p(data['Spent'])
data['CryoSleep'] = data['CryoSleep'].fillna(False).astype(int)
data['Age'] = data['Age'].fillna(-1)
data = data.drop(['PassengerId', 'Cabin', 'Name', 'Num'], axis=1)
data = pd.get_dummies(data, columns=['HomePlanet', 'Destination', 'Deck', 'Side', 'VIP'])

train_c = data[data['is_train'] == 1].drop('is_train', axis=1)
test_c = data[data['is_train'] == 0].drop(['is_train', 'Transported'], axis=1)
y = train_c.pop('Transported').astype(int)

X_tr, X_va, y_tr, y_va = train_test_split(train_c, y, test_size=0.2, random_state=0, stratify=y)
clf = lgb.LGBMClassifier(n_estimators=300, learning_rate=0.03)
clf.fit(X_tr, y_tr)
print('valid', accuracy_score(y_va, clf.predict(X_va)))
sub = pd.DataFrame({'PassengerId': ids, 'Transported': clf.predict(test_c).astype(bool)})
sub.to_csv('submission.csv', index=False)
