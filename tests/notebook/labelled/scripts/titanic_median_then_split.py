import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, confusion_matrix

df = pd.read_csv('titanic.csv')
print(df.shape)
print(df.isnull().sum())

df = df.drop(['name', 'ticket'], axis=1)
df['age'] = df['age'].fillna(df['age'].median())
df['fare'] = df['fare'].fillna(df['fare'].mean())
df['sex'] = df['sex'].map({'male': 0, 'female': 1})
df['family'] = df['sibsp'] + df['parch'] + 1
df['alone'] = (df['family'] == 1).astype(int)

y = df['survived']
X = df.drop('survived', axis=1)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)

clf = RandomForestClassifier(n_estimators=50, random_state=42)
clf.fit(X_train, y_train)
pred = clf.predict(X_test)
print('accuracy', accuracy_score(y_test, pred))
print(confusion_matrix(y_test, pred))
