# %%
import pickle

import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

data = pd.read_csv("fraud.csv")
scaler = StandardScaler()
X = scaler.fit_transform(data.drop(columns="fraud"))
model = SVC().fit(X, data["fraud"])
# %%
for name, thing in (("scaler", scaler), ("model", model)):
    print(name)
with open("scaler.pkl", "wb") as file:
    pickle.dump(scaler, file)
with open("model.pkl", "wb") as file:
    pickle.dump(model, file)
