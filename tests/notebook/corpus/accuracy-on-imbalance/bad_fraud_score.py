# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
cards = pd.read_csv("cards.csv")
train, test = train_test_split(cards, random_state=0)
model = LogisticRegression().fit(train.drop(columns="fraud"), train["fraud"])
print("score:", model.score(test.drop(columns="fraud"), test["fraud"]))  # <- hit
