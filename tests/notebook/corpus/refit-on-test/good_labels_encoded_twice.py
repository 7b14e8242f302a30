# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

# %%
wine = pd.read_csv("wine.csv")
train, test = train_test_split(wine, random_state=0)
y_train = LabelEncoder().fit_transform(train["kind"])
y_test = LabelEncoder().fit_transform(test["kind"])
forest = RandomForestClassifier().fit(train[["acid", "sugar"]], y_train)
print(accuracy_score(y_test, forest.predict(test[["acid", "sugar"]])))
