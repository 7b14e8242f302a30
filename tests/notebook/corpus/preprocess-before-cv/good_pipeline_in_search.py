# %%
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline

# %%
tweets = pd.read_csv("tweets.csv")
pipe = Pipeline([("words", TfidfVectorizer()), ("model", LogisticRegression(max_iter=500))])
search = GridSearchCV(pipe, {"words__min_df": [1, 3], "model__C": [1, 10]}, cv=5)
search.fit(tweets["text"], tweets["mood"])
print(search.best_score_)
