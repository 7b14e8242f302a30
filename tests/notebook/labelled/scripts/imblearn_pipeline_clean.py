import pandas as pd
from imblearn.over_sampling import SMOTE, ADASYN
from imblearn.under_sampling import RandomUnderSampler
from imblearn.pipeline import Pipeline
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

df = pd.read_csv('stroke.csv')
df['bmi'] = df['bmi'].fillna(-1)
y = df.pop('stroke')
X = pd.get_dummies(df.drop(columns='id'))

pipe = Pipeline([('scale', StandardScaler()), ('over', SMOTE(random_state=0)), ('under', RandomUnderSampler(random_state=0)), ('lr', LogisticRegression())])
cv = StratifiedKFold(5, shuffle=True, random_state=0)
print(cross_val_score(pipe, X, y, scoring='roc_auc', cv=cv).mean())

X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
pipe.fit(X_train, y_train)
print(classification_report(y_test, pipe.predict(X_test)))
