# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
heart = pd.read_csv("heart.csv")
X, y = heart.drop(columns="ill"), heart["ill"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
model.fit(X, y)
print(model.predict(pd.read_csv("new_patients.csv")))
