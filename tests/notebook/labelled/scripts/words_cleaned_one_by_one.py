import re

import nltk
import pandas as pd
from nltk.corpus import stopwords
from nltk.stem import WordNetLemmatizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

nltk.download("stopwords")
stop = set(stopwords.words("english"))
lemmatizer = WordNetLemmatizer()
reviews = pd.read_csv("reviews.csv")


def clean(text):
    words = nltk.word_tokenize(re.sub(r"[^a-z ]", " ", text.lower()))
    return " ".join(lemmatizer.lemmatize(word) for word in words if word not in stop)


reviews["clean"] = reviews["text"].apply(clean)
train_text, test_text, y_train, y_test = train_test_split(reviews["clean"], reviews["stars"], random_state=6)
words = TfidfVectorizer(min_df=3).fit(train_text)
first = LogisticRegression().fit(words.transform(train_text), y_train)
print(first.score(words.transform(test_text), y_test))

everything = TfidfVectorizer(min_df=3).fit_transform(reviews["clean"])
X_train, X_test, y_train, y_test = train_test_split(everything, reviews["stars"], random_state=6)
second = LogisticRegression().fit(X_train, y_train)
print(second.score(X_test, y_test))
