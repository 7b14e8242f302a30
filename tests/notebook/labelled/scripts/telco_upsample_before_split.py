import pandas as pd
from sklearn.utils import resample
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score

df = pd.read_csv('telco.csv')
df['churn'] = df['churn'].map({'Yes': 1, 'No': 0})
df['total'] = df['total'].fillna(0)
df = pd.get_dummies(df, columns=['contract', 'payment'])
print(df['churn'].value_counts())

# the classes are imbalanced -> up-sample the churners
majority = df[df.churn == 0]
minority = df[df.churn == 1]
minority_up = resample(minority, replace=True, n_samples=len(majority), random_state=123)
df_up = pd.concat([majority, minority_up])

X = df_up.drop('churn', axis=1)
y = df_up['churn']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
model = RandomForestClassifier(n_estimators=60, random_state=42)
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
print('Accuracy: %.3f' % accuracy_score(y_test, y_pred))
print('F1: %.3f' % f1_score(y_test, y_pred))
