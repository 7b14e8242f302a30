# %%
import pandas as pd
from sklearn.ensemble import AdaBoostClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

# %%
def compare(models, X_train, X_test, y_train, y_test):
    found = {}
    for name, model in models.items():
        model.fit(X_train, y_train)
        found[name] = f1_score(y_test, model.predict(X_test))  # <- hit
    return max(found, key=found.get)

# %%
spam = pd.read_csv("spam.csv")
parts = train_test_split(spam.drop(columns="spam"), spam["spam"], stratify=spam["spam"], random_state=2)
print(compare({"tree": DecisionTreeClassifier(), "boost": AdaBoostClassifier()}, *parts))
