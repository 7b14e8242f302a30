# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
events = pd.read_csv("events.csv").sort_values("time")
train, test = train_test_split(events, shuffle=False)
print(LogisticRegression().fit(train[["load"]], train["alarm"]).score(test[["load"]], test["alarm"]))
