# %%
import numpy as np
from sklearn.neighbors import KNeighborsClassifier

# %%
rows = np.loadtxt("rows.csv", delimiter=",")
train, test = rows[:700], rows[700:]
model = KNeighborsClassifier().fit(train[:, 1:], train[:, 0])
right = 0
for guess, truth in zip(model.predict(test[:, 1:]), test[:, 0]):
    if guess == truth:
        right += 1
print(right / len(test), (model.predict(test[:, 1:]) == test[:, 0]).mean())
