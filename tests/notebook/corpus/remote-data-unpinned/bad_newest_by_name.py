# %%
from datasets import load_dataset
from sklearn.datasets import fetch_openml

# %%
titanic = fetch_openml("titanic", as_frame=True)  # <- hit
reviews = load_dataset("imdb", split="train")  # <- hit
