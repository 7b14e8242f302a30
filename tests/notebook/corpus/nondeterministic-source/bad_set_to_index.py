# %%
import pandas as pd

reviews = pd.read_csv("reviews.csv")

# %%
words = list(set(" ".join(reviews["text"]).split()))  # <- hit
index = {word: i for i, word in enumerate(words)}
reviews["ids"] = reviews["text"].apply(lambda t: [index[w] for w in t.split()])
