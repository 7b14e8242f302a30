import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.svm import LinearSVC
from sklearn.model_selection import train_test_split


def fit_and_report(name, estimator, Xtr, ytr, Xte, yte):
    estimator.fit(Xtr, ytr)
    print(name, "train", estimator.score(Xtr, ytr))
    print(name, "test", estimator.score(Xte, yte))


def vectorize(texts):
    cv = CountVectorizer(stop_words='english', max_features=5000)
    return cv.fit_transform(texts)


df = pd.read_csv("spam.csv", encoding='latin-1')
df = df.drop(["Unnamed: 2", "Unnamed: 3", "Unnamed: 4"], axis=1)
df = df.rename(columns={"v1": "label", "v2": "text"})
df['label_num'] = df.label.map({'ham': 0, 'spam': 1})

bow = vectorize(df.text)
Xtr, Xte, ytr, yte = train_test_split(bow, df.label_num, test_size=0.33, random_state=42)
fit_and_report("sgd", SGDClassifier(), Xtr, ytr, Xte, yte)
fit_and_report("svc", LinearSVC(), Xtr, ytr, Xte, yte)
