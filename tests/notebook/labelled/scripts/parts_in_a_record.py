from collections import namedtuple
from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

Parts = namedtuple("Parts", ["X_fit", "X_held", "y_fit", "y_held"])


@dataclass
class Half:
    X: pd.DataFrame
    y: pd.Series


wells = pd.read_csv("wells.csv")
X, y = wells.drop(columns="depth"), wells["depth"]

cut = train_test_split(X, y, random_state=1)
learned, held = Half(cut[0], cut[2]), Half(cut[1], cut[3])
scaler = StandardScaler().fit(learned.X)
ridge = Ridge()
ridge.fit(scaler.transform(learned.X), learned.y)
print(ridge.score(scaler.transform(held.X), held.y))

parts = Parts(*train_test_split(StandardScaler().fit_transform(X), y, random_state=2))
scaled = Ridge()
scaled.fit(parts.X_fit, parts.y_fit)
print(scaled.score(parts.X_held, parts.y_held))
