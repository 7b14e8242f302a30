import glob
import os

import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler


def all_days(folder):
    together = pd.DataFrame()
    for path in glob.glob(os.path.join(folder, "*.csv")):
        day = pd.read_csv(path)
        together = pd.concat([together, day], ignore_index=True)
    return together


flows = all_days("flows").dropna()
y = flows.pop("attack")
X_train, X_test, y_train, y_test = train_test_split(flows, y, stratify=y, random_state=8)
scaler = MinMaxScaler().fit(X_train)
model = RandomForestClassifier(random_state=8).fit(scaler.transform(X_train), y_train)
print(f1_score(y_test, model.predict(scaler.transform(X_test))))
