# %%
import pandas as pd
from sklearn.model_selection import KFold, TimeSeriesSplit, train_test_split

prices = pd.read_csv("prices.csv").sort_values("day")
past, future = train_test_split(prices, test_size=0.2, shuffle=False)
# %%
folds = KFold(5)
for train, test in TimeSeriesSplit(4).split(prices):
    print(len(train), len(test))
