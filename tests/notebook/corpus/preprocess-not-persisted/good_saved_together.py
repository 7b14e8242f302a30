# %%
import joblib
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

mails = pd.read_csv("mails.csv")
words = CountVectorizer()
model = MultinomialNB().fit(words.fit_transform(mails["text"]), mails["spam"])
# %%
bundle = {"words": words, "model": model, "version": "1.0"}
joblib.dump(bundle, "spam-1.0.joblib")
