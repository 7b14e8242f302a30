import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

train = pd.read_csv('imdb_train.csv')
test = pd.read_csv('imdb_test.csv')

counts = CountVectorizer(max_features=3000)
train_counts = counts.fit_transform(train['review'])
test_counts = counts.transform(test['review'])
train_tfidf = TfidfTransformer().fit_transform(train_counts)
test_tfidf = TfidfTransformer().fit_transform(test_counts)

clf = LogisticRegression(max_iter=200)
clf.fit(train_tfidf, train['sentiment'])
print(accuracy_score(test['sentiment'], clf.predict(test_tfidf)))
clf2 = LogisticRegression(max_iter=200)
clf2.fit(train_counts, train['sentiment'])
print(accuracy_score(test['sentiment'], clf2.predict(test_counts)))
