import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer, HashingVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import f1_score

df = pd.read_csv('tweets.csv')
union = FeatureUnion([
    ('word', TfidfVectorizer(analyzer='word', max_features=200)),
    ('char', TfidfVectorizer(analyzer='char', ngram_range=(2, 3), max_features=200)),
])
feats = union.fit_transform(df['text'])
svd = TruncatedSVD(n_components=10, random_state=0)
feats = svd.fit_transform(feats)
X_tr, X_te, y_tr, y_te = train_test_split(feats, df['label'], test_size=0.3, random_state=0)
clf = LogisticRegression()
clf.fit(X_tr, y_tr)
print('union', f1_score(y_te, clf.predict(X_te)))

# hashing learns nothing
hashed = HashingVectorizer(n_features=512).fit_transform(df['text'])
X_tr, X_te, y_tr, y_te = train_test_split(hashed, df['label'], test_size=0.3, random_state=0)
clf = LogisticRegression()
clf.fit(X_tr, y_tr)
print('hashing', f1_score(y_te, clf.predict(X_te)))
