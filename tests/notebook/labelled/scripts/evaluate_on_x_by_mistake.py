import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('titanic.csv')
df = df.dropna()
df['sex'] = df['sex'].replace({'male': '0', 'female': '1'}).astype(int)
X = df[['pclass', 'sex', 'age', 'fare']]
y = df['survived']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.33, random_state=2)

dt = DecisionTreeClassifier(random_state=2)
dt.fit(X_train, y_train)
y_pred = dt.predict(X)
print('decision tree', accuracy_score(y, y_pred))

rf = RandomForestClassifier(n_estimators=20, random_state=2)
rf.fit(X, y)
y_pred = rf.predict(X_test)
print('random forest', accuracy_score(y_test, y_pred))

rf2 = RandomForestClassifier(n_estimators=20, random_state=2)
rf2.fit(X_train, y_train)
y_pred = rf2.predict(X_test)
print('random forest again', accuracy_score(y_test, y_pred))
