import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error

from rents.folds import folds_of

rents = pd.read_csv("rents.csv")
X = rents[["rooms", "size", "floor"]].values
y = rents["rent"].values

errors = []
for train_index, test_index in folds_of(rents, 5):
    model = Ridge()
    model.fit(X[train_index], y[train_index])
    errors.append(mean_absolute_error(y[test_index], model.predict(X[test_index])))
print(np.mean(errors))
