# %%
import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
heart = pd.read_csv("heart.csv")
X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
model = SVC().fit(X_train, y_train)
print(accuracy_score(y_train, model.predict(X_train)))  # <- hit
