# %%
from sklearn.datasets import load_iris
from sklearn.neighbors import KNeighborsClassifier

X, y = load_iris(return_X_y=True)
# %%
model = KNeighborsClassifier(3).fit(X, y)
score = model.score(X, y)
# %%
model = KNeighborsClassifier(5).fit(X, y)
better = model.score(X, y) > score
# %%
score = model.score(X, y)
print(score, better)
