import os

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

FOLDER = os.environ["BIKES"]


def read_month(name):
    return pd.read_csv(os.path.join(FOLDER, f"{name}.csv")).dropna()


def read_scaled(name):
    month = read_month(name)
    return StandardScaler().fit_transform(month[["km", "stops"]]), month["late"]


may, june = read_month("may"), read_month("june")
plain = LogisticRegression()
plain.fit(may[["km", "stops"]], may["late"])
print("june", plain.score(june[["km", "stops"]], june["late"]))

X_july, y_july = read_scaled("july")
X_august, y_august = read_scaled("august")
scaled = LogisticRegression()
scaled.fit(X_july, y_july)
print("august", scaled.score(X_august, y_august))

autumn = LogisticRegression()
autumn.fit(read_month("october")[["km"]], read_month("october")["late"])
again = read_month("october")
print("october", autumn.score(again[["km"]], again["late"]))
