import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, train_test_split

loans = pd.read_csv("loans.csv")
loans["income"] = (loans["income"] - loans["income"].mean()) / loans["income"].std()
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="default"), loans["default"], random_state=5)
search = GridSearchCV(RandomForestClassifier(random_state=5), {"max_depth": [3, 6, 9]}, cv=5)
search.fit(X_train, y_train)
print(search.score(X_test, y_test))
print(classification_report(y_test, search.best_estimator_.predict(X_test)))
