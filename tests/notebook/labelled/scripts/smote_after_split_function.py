import pandas as pd
from imblearn.over_sampling import RandomOverSampler, SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


def score_with(sampler, model, X_train, y_train, X_test, y_test):
    X_res, y_res = sampler.fit_resample(X_train, y_train)
    model.fit(X_res, y_res)
    return f1_score(y_test, model.predict(X_test))


df = pd.read_csv('bank-additional-full.csv', sep=';')
df = df.drop('duration', axis=1)
y = df.pop('y').map({'yes': 1, 'no': 0})
X = pd.get_dummies(df)
parts = train_test_split(X, y, test_size=0.25, random_state=40, stratify=y)
X_train, X_test, y_train, y_test = parts
for sampler in (RandomOverSampler(random_state=0), SMOTE(random_state=0)):
    for model in (RandomForestClassifier(random_state=0), LogisticRegression()):
        print(sampler, model, score_with(sampler, model, X_train, y_train, X_test, y_test))

ros = RandomOverSampler(random_state=0)
Xo, yo = ros.fit_resample(X, y)
a, b, c, d = train_test_split(Xo, yo, test_size=0.25, random_state=40)
forest = RandomForestClassifier(random_state=0).fit(a, c)
print('oversampled first', f1_score(d, forest.predict(b)))
