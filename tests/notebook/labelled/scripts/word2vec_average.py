import gensim
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import f1_score

df = pd.read_csv('toxic.csv')
sentences = [t.split() for t in df['comment_text']]
w2v = gensim.models.Word2Vec(sentences, vector_size=100, min_count=3, epochs=5)


def average(tokens):
    vectors = [w2v.wv[t] for t in tokens if t in w2v.wv]
    return np.mean(vectors, axis=0) if vectors else np.zeros(100)


X = np.vstack([average(s) for s in sentences])
X_train, X_test, y_train, y_test = train_test_split(X, df['toxic'], random_state=0, stratify=df['toxic'])
lr = LogisticRegression(max_iter=300)
lr.fit(X_train, y_train)
print(f1_score(y_test, lr.predict(X_test)))

glove = gensim.models.KeyedVectors.load_word2vec_format('glove.6B.100d.w2v.txt')
G = np.vstack([np.mean([glove[t] for t in s if t in glove] or [np.zeros(100)], axis=0) for s in sentences])
X_train, X_test, y_train, y_test = train_test_split(G, df['toxic'], random_state=0, stratify=df['toxic'])
lr2 = LogisticRegression(max_iter=300)
lr2.fit(X_train, y_train)
print(f1_score(y_test, lr2.predict(X_test)))
