# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
titanic = pd.read_csv("titanic.csv")
print(titanic.groupby("Sex")["Survived"].mean())
print(titanic[["Pclass", "Survived"]].groupby("Pclass").mean())
X = pd.get_dummies(titanic[["Sex", "Pclass"]])
X_train, X_test, y_train, y_test = train_test_split(X, titanic["Survived"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
