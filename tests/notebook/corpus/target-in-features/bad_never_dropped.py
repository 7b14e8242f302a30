# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
titanic = pd.read_csv("titanic.csv")
y = titanic["Survived"]
X = titanic.drop(columns=["Name", "Ticket"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = RandomForestClassifier(random_state=0)
model.fit(X_train, y_train)  # <- hit
print(model.score(X_test, y_test))
