# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
def windows(data, look_back):
    X, y = [], []
    for i in range(len(data) - look_back):
        X.append(data[i:(i + look_back)])
        y.append(data[i + look_back])
    return np.array(X), np.array(y)
series = pd.read_csv("w.csv")["load"].to_numpy()
cut, look_back = 4000, 30
X_train, y_train = windows(series[0:cut], look_back)
X_test, y_test = windows(series[cut - look_back:], look_back)
model = Ridge().fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))
