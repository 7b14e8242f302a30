# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
clicks = pd.read_csv("clicks.csv")
train, test = train_test_split(clicks, random_state=0)
train, test = train.copy(), test.copy()
rate = train.groupby("site")["clicked"].mean()
overall = train["clicked"].mean()
for part in (train, test):
    part["site_rate"] = part["site"].map(rate).fillna(overall)
model = LogisticRegression().fit(train[["site_rate"]], train["clicked"])
print(model.score(test[["site_rate"]], test["clicked"]))
