# %%
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB

# %%
mails = pd.read_csv("mails.csv", encoding="latin-1")
mails["text"] = mails["text"].str.lower().str.replace("[^a-z ]", "", regex=True)
vectors = TfidfVectorizer(stop_words="english").fit_transform(mails["text"])  # <- hit

# %%
train_x, test_x, train_y, test_y = train_test_split(vectors, mails["spam"], test_size=0.25, random_state=1)
bayes = MultinomialNB()
bayes.fit(train_x, train_y)
print(classification_report(test_y, bayes.predict(test_x)))
