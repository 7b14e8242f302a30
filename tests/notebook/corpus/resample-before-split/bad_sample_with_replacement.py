# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

# %%
def larger(table, size):
    return table.sample(size, replace=True, random_state=3)  # <- hit

# %%
plants = larger(pd.read_csv("plants.csv"), 5000)
train, test = train_test_split(plants, random_state=3)
model = DecisionTreeClassifier().fit(train[["height", "leaves"]], train["species"])
print(model.score(test[["height", "leaves"]], test["species"]))
