import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score

df = pd.read_csv('credit.csv', index_col=0)
X, y = df.drop(columns='default'), df['default']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)
svc = LinearSVC()
svc.fit(X_train, y_train)
print(f1_score(y_test, svc.predict(X_test)))

rf = RandomForestClassifier(n_estimators=25, random_state=1)
rf.fit(X_train, y_train)
# other seed, other rows
X_train2, X_test2, y_train2, y_test2 = train_test_split(X, y, test_size=0.2, random_state=99)
print(f1_score(y_test2, rf.predict(X_test2)))
