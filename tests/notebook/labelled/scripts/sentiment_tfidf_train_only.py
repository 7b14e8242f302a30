import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.metrics import accuracy_score, f1_score

tweets = pd.read_csv('tweets.csv')
tweets['text'] = tweets['text'].str.lower().str.replace('[^a-z ]', '', regex=True)
tweets['n_words'] = tweets['text'].apply(lambda t: len(t.split()))

train_x, test_x, train_y, test_y = train_test_split(tweets['text'], tweets['label'], random_state=11)
vect = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
vect.fit(train_x)
xtrain_tfidf = vect.transform(train_x)
xtest_tfidf = vect.transform(test_x)


def train_model(classifier, feature_vector_train, label, feature_vector_valid):
    classifier.fit(feature_vector_train, label)
    predictions = classifier.predict(feature_vector_valid)
    return accuracy_score(predictions, test_y)


print("NB:", train_model(MultinomialNB(), xtrain_tfidf, train_y, xtest_tfidf))
print("LR:", train_model(LogisticRegression(), xtrain_tfidf, train_y, xtest_tfidf))
