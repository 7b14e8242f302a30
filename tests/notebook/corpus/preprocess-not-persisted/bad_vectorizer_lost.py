# %%
import joblib
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

reviews = pd.read_csv("reviews.csv")
words = TfidfVectorizer(stop_words="english")
X = words.fit_transform(reviews["text"])
# %%
model = MultinomialNB()
model.fit(X, reviews["stars"])
joblib.dump(model, "stars.joblib")  # <- hit
