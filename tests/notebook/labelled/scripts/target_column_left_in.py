import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('telco.csv').fillna(0)
df['churn_flag'] = (df['churn'] == 'Yes').astype(int)
df = pd.get_dummies(df, columns=['contract', 'payment', 'churn'])

y = df['churn_flag']
X = df.drop(columns=['churn_flag'])
print(X.columns)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=4)
rf = RandomForestClassifier(n_estimators=30, random_state=4).fit(X_train, y_train)
print(accuracy_score(y_test, rf.predict(X_test)))
