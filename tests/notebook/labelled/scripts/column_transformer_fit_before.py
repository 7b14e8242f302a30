import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.preprocessing import OneHotEncoder, StandardScaler, MinMaxScaler
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

df = pd.read_csv('telco.csv')
df['total'] = df['total'].fillna(0)
y = df['churn'] == 'Yes'
X = df.drop('churn', axis=1)

ct = ColumnTransformer([
    ('num', StandardScaler(), ['tenure', 'monthly', 'total']),
    ('cat', OneHotEncoder(), ['contract', 'payment']),
])
Xt = ct.fit_transform(X)
a, b, c, d = train_test_split(Xt, y, test_size=0.2, random_state=3)
lr = LogisticRegression()
lr.fit(a, c)
print(accuracy_score(d, lr.predict(b)))

only_codes = make_column_transformer((OneHotEncoder(), ['contract', 'payment']), remainder='passthrough')
Xc = only_codes.fit_transform(X)
a, b, c, d = train_test_split(Xc, y, test_size=0.2, random_state=3)
rf = RandomForestClassifier(n_estimators=40, random_state=3)
rf.fit(a, c)
print(accuracy_score(d, rf.predict(b)))
