import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, recall_score

df = pd.read_csv('telco.csv').dropna()
y = (df['churn'] == 'Yes').astype(int)
X = pd.get_dummies(df.drop(columns='churn'))

# sizes look odd but the parts are apart
X_test, X_train, y_test, y_train = train_test_split(X, y, test_size=0.7, random_state=13)
lr = LogisticRegression(max_iter=2000)
lr.fit(X_train, y_train)
print(accuracy_score(y_test, lr.predict(X_test)))

gb = GradientBoostingClassifier(n_estimators=30, random_state=0)
gb.fit(X_test, y_test)
y_pred = gb.predict(X_test)
print(recall_score(y_test, y_pred))
y_pred = gb.predict(X_train)
print(recall_score(y_train, y_pred))
