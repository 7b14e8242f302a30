# %%
import pickle

import pandas as pd
from sklearn.neighbors import KNeighborsClassifier

wine = pd.read_csv("wine.csv")
model = KNeighborsClassifier(5).fit(wine[["acid"]], wine["good"])
# %%
with open("models/wine-1.0.pkl", "wb") as file:
    pickle.dump({"model": model, "version": "1.0", "columns": ["acid"]}, file)
