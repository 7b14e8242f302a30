# %%
import pandas as pd
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.utils import resample

# %%
bank = pd.read_csv("bank.csv")
train, test = train_test_split(bank, stratify=bank["y"], random_state=0)
few, many = train[train["y"] == 1], train[train["y"] == 0]
more = pd.concat([many, resample(few, replace=True, n_samples=len(many), random_state=0)])
model = GaussianNB().fit(more[["age", "balance"]], more["y"])
print(f1_score(test["y"], model.predict(test[["age", "balance"]])))
