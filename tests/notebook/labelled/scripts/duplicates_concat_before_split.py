import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report, accuracy_score

df = pd.read_csv('telco.csv')
df['churn'] = df['churn'].map(dict(Yes=1, No=0))
df = df.fillna(0)
df = pd.get_dummies(df)

churners = df[df['churn'] == 1]
# there are too few of them, so take each three times
df = pd.concat([df, churners, churners], axis=0)
df = df.sample(frac=1, random_state=1).reset_index(drop=True)

X_train, X_test, y_train, y_test = train_test_split(df.drop('churn', axis=1), df['churn'], test_size=0.2, random_state=1)
rf = RandomForestClassifier(n_estimators=50, random_state=1)
rf.fit(X_train, y_train)
print('ACCURACY', accuracy_score(y_test, rf.predict(X_test)))
