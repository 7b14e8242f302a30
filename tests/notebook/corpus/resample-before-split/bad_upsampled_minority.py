# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils import resample

# %%
bank = pd.read_csv("bank.csv")
few, many = bank[bank["y"] == "yes"], bank[bank["y"] == "no"]
few_up = resample(few, replace=True, n_samples=len(many), random_state=1)  # <- hit
balanced = pd.concat([many, few_up])
X, y = pd.get_dummies(balanced.drop("y", axis=1)), balanced["y"]

# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
print(KNeighborsClassifier(1).fit(X_train, y_train).score(X_test, y_test))
