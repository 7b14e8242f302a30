# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import Normalizer

# %%
texts = pd.read_csv("reviews.csv")
texts["length"] = texts["review"].str.len()
texts["words"] = texts["review"].apply(lambda text: len(text.split()))
texts["loud"] = texts["review"].str.count("!") / (texts["length"] + 1)
texts["log"] = np.log1p(texts["votes"])
texts["mean"] = texts[["stars", "mood"]].mean(axis=1)
texts["band"] = pd.cut(texts["age"], bins=[0, 18, 40, 120], labels=False)
X = Normalizer().fit_transform(texts[["length", "words", "loud", "log", "mean", "band"]])

# %%
X_train, X_test, y_train, y_test = train_test_split(X, texts["helpful"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
