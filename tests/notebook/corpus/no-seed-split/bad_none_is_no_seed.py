# %%
import pandas as pd
import sklearn.model_selection as ms

settings = {"test_size": 0.25, "shuffle": True}
loans = pd.read_csv("loans.csv")
# %%
train, test = ms.train_test_split(loans, random_state=None)  # <- hit
# %%
train, valid = ms.train_test_split(train, **settings)  # <- hit
