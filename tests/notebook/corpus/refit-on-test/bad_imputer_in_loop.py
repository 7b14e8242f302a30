# %%
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

# %%
train, test = train_test_split(pd.read_csv("houses.csv"), random_state=0)
names = ["area", "rooms", "age"]
filled = []
for part in [train, test]:
    imputer = SimpleImputer(strategy="median")
    filled.append(imputer.fit_transform(part[names]))  # <- hit
model = Ridge().fit(filled[0], train["price"])
print(model.score(filled[1], test["price"]))
