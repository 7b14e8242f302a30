import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split

loans = pd.read_csv("loans.csv")
y = loans.pop("defaulted")

forest = ExtraTreesClassifier(n_estimators=200).fit(loans, y)
chosen = SelectFromModel(forest, prefit=True).transform(loans)
print(cross_val_score(LogisticRegression(), chosen, y, cv=5).mean())

X_train, X_test, y_train, y_test = train_test_split(loans, y, random_state=3)
forest = ExtraTreesClassifier(n_estimators=200).fit(X_train, y_train)
select = SelectFromModel(forest, prefit=True)
model = LogisticRegression()
model.fit(select.transform(X_train), y_train)
print(model.score(select.transform(X_test), y_test))
