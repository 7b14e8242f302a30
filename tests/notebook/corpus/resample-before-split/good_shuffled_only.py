# %%
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

# %%
plants = pd.read_csv("plants.csv")
plants = plants.sample(frac=1, random_state=0).reset_index(drop=True)
train, test = plants[:800], plants[800:]
model = DecisionTreeClassifier().fit(train[["height"]], train["species"])
print(model.score(test[["height"]], test["species"]))
