# %%
import pandas as pd
from sklearn.metrics import mean_absolute_error
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import MinMaxScaler

# %%
def scale(part):
    scaler = MinMaxScaler()
    return scaler.fit_transform(part)  # <- hit

# %%
rows = pd.read_csv("sensors.csv").to_numpy()
train, test = rows[:7000], rows[7000:]
model = KNeighborsRegressor().fit(scale(train[:, 1:]), train[:, 0])
print(mean_absolute_error(test[:, 0], model.predict(scale(test[:, 1:]))))
