# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

# %%
heart = pd.read_csv("heart.csv")
X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
for model in [LogisticRegression(), SVC(), GaussianNB()]:
    model.fit(X_train, y_train)
    print(type(model).__name__, model.score(X_test, y_test))  # <- hit
