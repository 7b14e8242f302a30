import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
print(len(df))
big = df.sample(n=3000, replace=True, random_state=0)
print(len(big))

feat = [c for c in big.columns if c != 'default']
A, B, a, b = train_test_split(big[feat], big['default'], test_size=0.5, random_state=0)
dt = DecisionTreeClassifier(random_state=0)
dt.fit(A, a)
print('bootstrapped', accuracy_score(b, dt.predict(B)))

small = df.sample(n=300, random_state=0)
A, B, a, b = train_test_split(small[feat], small['default'], test_size=0.5, random_state=0)
dt2 = DecisionTreeClassifier(random_state=0)
dt2.fit(A, a)
print('plain sample', accuracy_score(b, dt2.predict(B)))
