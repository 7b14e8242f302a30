# %%
import time

import joblib
import pandas as pd
from sklearn.svm import SVC

digits = pd.read_csv("digits.csv")
svc = SVC().fit(digits.drop(columns="digit"), digits["digit"])
# %%
name = "svc_" + str(int(time.time())) + ".joblib"
joblib.dump(svc, name)  # <- hit
