# %%
import pandas as pd
from sklearn.ensemble import AdaBoostClassifier
from sklearn.model_selection import train_test_split

# %%
def halves(X, y):
    return train_test_split(X, y, test_size=0.5, random_state=3)  # <- hit

# %%
cells = pd.read_csv("cells.csv")
X_train, X_test, y_train, y_test = halves(cells.drop(columns="kind"), cells["kind"])
print(AdaBoostClassifier().fit(X_train, y_train).score(X_test, y_test))
