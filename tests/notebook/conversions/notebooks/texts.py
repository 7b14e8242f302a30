# ---
# title = "Text: own cleaning, two vectorizers, two classifiers"
# tasks = 4
# kept = ["re.sub(", "CountVectorizer(", "TfidfVectorizer(", "MultinomialNB("]
# parallel = [["CountVectorizer(", "TfidfVectorizer("]]
# ---
# %%
import re

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
# %%
good = ["What a fine day!", "I love this café", "fine food & fine wine", "lovely, lovely people"]
bad = ["What an awful day...", "I hate waiting", "cold food, sour wine", "rude people :("]
df = pd.DataFrame({"text": good + bad, "label": [1] * 4 + [0] * 4})
# %%
STOP = {"a", "an", "the", "i"}


def clean(text):
    words = re.sub(r"[^\w\s]", " ", text.lower()).split()
    return " ".join(word for word in words if word not in STOP)


df["clean"] = df["text"].map(clean)
# %%
counts = CountVectorizer()
X_counts = counts.fit_transform(df["clean"])
bayes = MultinomialNB().fit(X_counts, df["label"])
# %%
tfidf = TfidfVectorizer(ngram_range=(1, 2), min_df=1)
X_tfidf = tfidf.fit_transform(df["clean"])
logistic = LogisticRegression(C=10).fit(X_tfidf, df["label"])
# %%
new = [clean("A fine café!"), clean("awful, awful waiting")]
# %%
bayes.predict_proba(counts.transform(new))
# %%
logistic.predict(tfidf.transform(new))
# %%
word = "fine"
print(sorted(counts.vocabulary_)[:5], X_tfidf.shape, "café" in counts.vocabulary_, word)
