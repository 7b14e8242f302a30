# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# %%
cards = pd.read_csv("cards.csv")
train, test = train_test_split(cards, random_state=0)
model = LogisticRegression().fit(train.drop(columns="fraud"), train["fraud"])
print(roc_auc_score(test["fraud"], model.predict_proba(test.drop(columns="fraud"))[:, 1]))
