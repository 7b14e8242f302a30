# %%
from datasets import load_dataset
from sklearn.datasets import fetch_california_housing, fetch_openml, load_iris

# %%
mnist = fetch_openml("mnist_784", version=1, as_frame=False)
credit = fetch_openml(data_id=31)
own = load_dataset("csv", data_files="reviews.csv")
imdb = load_dataset("imdb", revision="e6281661ce1c48d982bc483cf8a173c1bbeb5d31")
housing = fetch_california_housing(as_frame=True)
