# %%
import pandas as pd

BASE = "http://archive.ics.uci.edu/ml/machine-learning-databases/"
names = ["age", "workclass", "income"]

# %%
adult = pd.read_csv(BASE + "adult/adult.data", header=None, names=names)  # <- hit
test = pd.read_csv(BASE + "adult/adult.test", header=None, names=names)  # <- hit
