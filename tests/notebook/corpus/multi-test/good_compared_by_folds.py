# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.svm import SVC

# %%
heart = pd.read_csv("heart.csv")
X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
for model in [LogisticRegression(), SVC()]:
    print(cross_val_score(model, X_train, y_train, cv=10).mean())
chosen = SVC().fit(X_train, y_train)
print(chosen.score(X_test, y_test))
