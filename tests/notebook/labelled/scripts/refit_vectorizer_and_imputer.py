import pandas as pd
import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score

df = pd.read_csv('telco.csv')
df['churn'] = (df['churn'] == 'Yes').astype(int)
num = ['tenure', 'monthly', 'total']
X_train, X_test, y_train, y_test = train_test_split(df[num], df['churn'], test_size=0.3, random_state=12)

imp_train = SimpleImputer(strategy='mean')
X_train = imp_train.fit_transform(X_train)
imp_test = SimpleImputer(strategy='mean')
X_test = imp_test.fit_transform(X_test)

clf = RandomForestClassifier(n_estimators=50, random_state=12)
clf.fit(X_train, y_train)
print(f1_score(y_test, clf.predict(X_test)))
