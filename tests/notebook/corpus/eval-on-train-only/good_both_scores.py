# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
heart = pd.read_csv("heart.csv")
X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
model = SVC().fit(X_train, y_train)
print(model.score(X_train, y_train), model.score(X_test, y_test))
