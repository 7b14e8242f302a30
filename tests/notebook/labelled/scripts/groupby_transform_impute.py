import pandas as pd
from sklearn.model_selection import train_test_split, cross_val_score
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('titanic.csv')
df['title'] = df['name'].str.extract(r'(Mr|Mrs|Miss|Master)', expand=False).fillna('other')
df['age'] = df['age'].fillna(df.groupby('title')['age'].transform('median'))
df['age'] = df['age'].fillna(30)
df['fare'] = df['fare'].fillna(0)
df['sex'] = df['sex'].astype('category').cat.codes
df['title'] = df['title'].map({'Mr': 0, 'Mrs': 1, 'Miss': 2, 'Master': 3, 'other': 4})
df = df.drop(['name', 'ticket'], axis=1)

X, y = df.drop('survived', axis=1), df['survived']
print(cross_val_score(RandomForestClassifier(n_estimators=20, random_state=0), X, y, cv=5).mean())
x_train, x_val, y_train, y_val = train_test_split(X, y, test_size=0.22, random_state=0)
gbk = GradientBoostingClassifier(random_state=0)
gbk.fit(x_train, y_train)
y_pred = gbk.predict(x_val)
acc_gbk = round(accuracy_score(y_pred, y_val) * 100, 2)
print(acc_gbk)
