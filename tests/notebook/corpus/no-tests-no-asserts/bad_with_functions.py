# %%
import joblib
import pandas as pd
from sklearn.preprocessing import StandardScaler


def read(path):
    return pd.read_csv(path)


def ratio(table):
    return table.assign(ratio=table["a"] / table["b"])


# %%
table = read("table.csv")
table = ratio(table)
table.head()
columns = ["a", "b", "ratio"]
scaler = StandardScaler()
scaled = scaler.fit_transform(table[columns])  # <- hit
mean = scaled.mean(axis=0)
print(mean)
joblib.dump(scaler, "scaler.joblib")
frame = pd.DataFrame(scaled, columns=columns)
frame.describe()
