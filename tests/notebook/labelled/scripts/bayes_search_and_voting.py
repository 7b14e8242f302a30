import pandas as pd
from sklearn.ensemble import VotingClassifier, RandomForestClassifier, BaggingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split, RandomizedSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns=['default']), df['default'], test_size=0.2, random_state=2)
vote = VotingClassifier([
    ('lr', make_pipeline(StandardScaler(), LogisticRegression())),
    ('nb', GaussianNB()),
    ('rf', RandomForestClassifier(n_estimators=20, random_state=0)),
], voting='soft')
vote.fit(X_train, y_train)
print('vote', accuracy_score(y_test, vote.predict(X_test)))
for name, est in vote.named_estimators_.items():
    print(name, accuracy_score(y_test, est.predict(X_test)))

search = RandomizedSearchCV(RandomForestClassifier(random_state=0), {'max_depth': [2, 4, 6], 'n_estimators': [10, 20]}, n_iter=3, cv=3, random_state=0)
search.fit(X_train, y_train)
best = search.best_estimator_
print('search', accuracy_score(y_test, best.predict(X_test)))
