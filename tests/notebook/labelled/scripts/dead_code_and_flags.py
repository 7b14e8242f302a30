import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

SCALE = True
df = pd.read_csv('credit.csv', index_col=0)
X = df.drop('default', axis=1)
y = df['default']

# X = StandardScaler().fit_transform(X)
"""
sc = StandardScaler()
X = pd.DataFrame(sc.fit_transform(X))
"""


def old_scaling(frame):
    """Not used any more."""
    return StandardScaler().fit_transform(frame)


X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=2)
if SCALE:
    sc = StandardScaler()
    X_train = sc.fit_transform(X_train)
    X_test = sc.transform(X_test)
else:
    X_train = X_train.values
    X_test = X_test.values

m = LogisticRegression()
m.fit(X_train, y_train)
print(accuracy_score(y_test, m.predict(X_test)))
