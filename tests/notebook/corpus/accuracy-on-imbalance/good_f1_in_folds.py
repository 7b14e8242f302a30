# %%
import pandas as pd
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.naive_bayes import MultinomialNB

# %%
spam = pd.read_csv("spam.csv")
X, y = spam.drop(columns="spam"), spam["spam"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = MultinomialNB()
print(cross_val_score(model, X_train, y_train, scoring="f1").mean())
print(model.fit(X_train, y_train).score(X_test, y_test))
