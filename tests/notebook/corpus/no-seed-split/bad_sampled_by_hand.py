# %%
import pandas as pd

flights = pd.read_csv("flights.csv")
train = flights.sample(frac=0.8)  # <- hit
test = flights.drop(train.index)
# %%
from sklearn.utils import shuffle

train = shuffle(train)  # <- hit
print(len(train), len(test))
