# %%
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

# %%
tweets = pd.read_csv("tweets.csv")
counts = CountVectorizer(min_df=3)
X = counts.fit_transform(tweets["text"])  # <- hit
search = GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1, 10]}, cv=5)
search.fit(X, tweets["mood"])
print(search.best_params_, search.best_score_)
