import pandas as pd
from sklearn.model_selection import GridSearchCV, train_test_split, RandomizedSearchCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report, accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
X, y = df.drop(columns='default'), df['default']

gs = GridSearchCV(RandomForestClassifier(random_state=0, n_estimators=20), {'max_depth': [2, 4, 8]}, cv=3)
gs.fit(X, y)
print(gs.best_params_)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=50)
print('grid', accuracy_score(y_test, gs.predict(X_test)))

rf = RandomForestClassifier(random_state=0, n_estimators=20, **gs.best_params_)
rf.fit(X_train, y_train)
print('forest', accuracy_score(y_test, rf.predict(X_test)))
