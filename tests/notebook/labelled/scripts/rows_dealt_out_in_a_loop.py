import numpy as np
import pandas as pd
from sklearn.naive_bayes import GaussianNB

people = pd.read_csv("people.csv")
train, train_y, test, test_y = [], [], [], []
for number, row in enumerate(people.values):
    if number % 4 == 0:
        test.append(row[:-1])
        test_y.append(row[-1])
    else:
        train.append(row[:-1])
        train_y.append(row[-1])

model = GaussianNB().fit(np.array(train), train_y)
print(np.mean(model.predict(np.array(test)) == np.array(test_y)))

both = np.array(train + test)
both_y = np.array(train_y + test_y)
again = GaussianNB().fit(both, both_y)
print(np.mean(again.predict(np.array(test)) == np.array(test_y)))
