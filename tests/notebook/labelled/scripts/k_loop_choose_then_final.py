import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

df = pd.read_csv('credit.csv', index_col=0)
dev_X, test_X, dev_y, test_y = train_test_split(df.drop('default', axis=1), df['default'], test_size=0.15, random_state=1)
tr_X, va_X, tr_y, va_y = train_test_split(dev_X, dev_y, test_size=0.25, random_state=1)

sc = StandardScaler().fit(dev_X)
best_k, best = None, -1
for k in range(1, 20, 2):
    knn = KNeighborsClassifier(k).fit(sc.transform(tr_X), tr_y)
    acc = accuracy_score(va_y, knn.predict(sc.transform(va_X)))
    if acc > best:
        best_k, best = k, acc
final = KNeighborsClassifier(best_k).fit(sc.transform(dev_X), dev_y)
print(best_k, accuracy_score(test_y, final.predict(sc.transform(test_X))))
