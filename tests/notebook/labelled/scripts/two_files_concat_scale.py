import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score

names = ['age', 'workclass', 'fnlwgt', 'education', 'education_num', 'marital', 'occupation', 'relationship', 'race', 'sex', 'gain', 'loss', 'hours', 'country', 'income']
train = pd.read_csv('adult.data', names=names, na_values=' ?')
test = pd.read_csv('adult.test', names=names, skiprows=1, na_values=' ?')
n_train = len(train)

full = pd.concat([train, test], ignore_index=True)
full['income'] = full['income'].str.strip().str.rstrip('.').map({'<=50K': 0, '>50K': 1})
full['workclass'] = full['workclass'].fillna('unknown')
full['occupation'] = full['occupation'].fillna('unknown')
full['country'] = full['country'].fillna('unknown')
y = full.pop('income').values
full = pd.get_dummies(full)

sc = StandardScaler()
full = sc.fit_transform(full)

X_train, y_train = full[:n_train], y[:n_train]
X_test, y_test = full[n_train:], y[n_train:]

gb = GradientBoostingClassifier()
gb.fit(X_train, y_train)
print('test accuracy', accuracy_score(y_test, gb.predict(X_test)))
