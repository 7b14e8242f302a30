import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

dataset = pd.read_csv('Social_Network_Ads.csv')
X = dataset.iloc[:, [2, 3]].values
y = dataset.iloc[:, 4].values

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)

sc_X = StandardScaler()
X_train_s = sc_X.fit_transform(X_train)
X_test_s = sc_X.fit_transform(X_test)

classifier = KNeighborsClassifier(n_neighbors=5, metric='minkowski', p=2)
classifier.fit(X_train_s, y_train)
y_pred = classifier.predict(X_test_s)
print(accuracy_score(y_test, y_pred))

logit = LogisticRegression(random_state=0)
logit.fit(X_train, y_train)
print(accuracy_score(y_test, logit.predict(X_test)))
