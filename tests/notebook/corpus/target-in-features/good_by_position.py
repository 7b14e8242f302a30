# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
table = pd.read_csv("table.csv")
y = table["label"]
X = table.iloc[:, :-1].values
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
print(SVC().fit(X_train, y_train).score(X_test, y_test))
