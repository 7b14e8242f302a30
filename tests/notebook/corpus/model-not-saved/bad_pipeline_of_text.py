# %%
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import classification_report
from sklearn.pipeline import make_pipeline

mails, later = pd.read_csv("mails.csv"), pd.read_csv("later.csv")
spam = make_pipeline(TfidfVectorizer(), SGDClassifier(random_state=1))
spam.fit(mails["text"], mails["spam"])  # <- hit
# %%
print(classification_report(later["spam"], spam.predict(later["text"])))
