# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
FEATURES = ["amount", "income", "age"]
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans[FEATURES], loans["bad"], random_state=0)
forest = RandomForestClassifier(random_state=0).fit(X_train, y_train)
print(forest.score(X_test, y_test))
for name, weight in zip(FEATURES, forest.feature_importances_):
    print(name, round(weight, 3))
