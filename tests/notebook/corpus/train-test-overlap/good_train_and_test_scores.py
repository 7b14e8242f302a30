# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
forest = RandomForestClassifier(random_state=0).fit(X_train, y_train)
print("train", forest.score(X_train, y_train))
print("test", forest.score(X_test, y_test))
