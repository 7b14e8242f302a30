import re
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


class SentimentModel:
    def __init__(self, **options):
        self.vectorizer = TfidfVectorizer(**options)
        self.model = LogisticRegression()

    @staticmethod
    def clean(text):
        return re.sub(r'[^a-z ]', ' ', text.lower())

    def learn_words(self, texts):
        self.vectorizer.fit([self.clean(t) for t in texts])

    def vectors(self, texts):
        return self.vectorizer.transform([self.clean(t) for t in texts])

    def train(self, texts, labels):
        self.model.fit(self.vectors(texts), labels)

    def evaluate(self, texts, labels):
        return f1_score(labels, self.model.predict(self.vectors(texts)))


tweets = pd.read_csv('airline_tweets.csv')
tweets = tweets[tweets['airline_sentiment'] != 'neutral']
sm = SentimentModel(min_df=3, ngram_range=(1, 2))
sm.learn_words(tweets['text'])
train, test = train_test_split(tweets, test_size=0.2, random_state=9)
sm.train(train['text'], train['airline_sentiment'] == 'positive')
print(sm.evaluate(test['text'], test['airline_sentiment'] == 'positive'))
