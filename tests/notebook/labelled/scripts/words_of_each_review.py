import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

reviews = pd.read_csv("reviews.csv")


def letters_a_word(text):
    parts = text.split()
    return sum(len(part) for part in parts) / max(len(parts), 1)


reviews["letters"] = reviews["text"].apply(lambda text: letters_a_word(text))
reviews["longest"] = [max([len(word) for word in text.split()]) for text in reviews["text"]]
reviews["between"] = np.mean([reviews["stars"], reviews["asked"]], axis=0)
features = reviews[["letters", "longest", "between"]]
X_train, X_test, y_train, y_test = train_test_split(features, reviews["bought"], random_state=4)
forest = RandomForestClassifier(random_state=0)
forest.fit(X_train, y_train)
print(forest.score(X_test, y_test))

lengths = [len(text) for text in reviews["text"]]
reviews["longer"] = np.array(lengths) - np.mean(lengths)
X_a, X_b, y_a, y_b = train_test_split(reviews[["letters", "longer"]], reviews["bought"], random_state=9)
second = RandomForestClassifier(random_state=0)
second.fit(X_a, y_a)
print(second.score(X_b, y_b))
