import pandas as pd
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

df = pd.read_csv('titanic.csv')
df['sex'] = df['sex'].map({'female': 1, 'male': 0})


def impute_age(cols):
    age, pclass = cols['age'], cols['pclass']
    if pd.isnull(age):
        if pclass == 1:
            return class_age[1]
        elif pclass == 2:
            return class_age[2]
        else:
            return class_age[3]
    return age


def impute_fixed(cols):
    if pd.isnull(cols['age']):
        return {1: 37, 2: 29}.get(cols['pclass'], 24)
    return cols['age']


class_age = df.groupby('pclass')['age'].mean()
y = df['survived']

one = df[['pclass', 'sex', 'fare']].copy()
one['age'] = df.apply(impute_age, axis=1)
one['fare'] = one['fare'].fillna(0)
X_train, X_test, y_train, y_test = train_test_split(one, y, test_size=0.3, random_state=101)
logmodel = LogisticRegression(max_iter=1000)
logmodel.fit(X_train, y_train)
print(accuracy_score(y_test, logmodel.predict(X_test)))

two = df[['pclass', 'sex', 'fare']].copy()
two['age'] = df.apply(impute_fixed, axis=1)
two['fare'] = two['fare'].fillna(0)
X_train, X_test, y_train, y_test = train_test_split(two, y, test_size=0.3, random_state=101)
logmodel = LogisticRegression(max_iter=1000)
logmodel.fit(X_train, y_train)
print(accuracy_score(y_test, logmodel.predict(X_test)))
