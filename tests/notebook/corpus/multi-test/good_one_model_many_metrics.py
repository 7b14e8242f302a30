# %%
import pandas as pd
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB

# %%
spam = pd.read_csv("spam.csv")
X_train, X_test, y_train, y_test = train_test_split(spam.drop(columns="spam"), spam["spam"], random_state=2)
model = MultinomialNB().fit(X_train, y_train)
guess = model.predict(X_test)
print(accuracy_score(y_test, guess), f1_score(y_test, guess), recall_score(y_test, guess))
print(confusion_matrix(y_test, guess))
