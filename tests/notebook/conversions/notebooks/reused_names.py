# ---
# title = "X, y and model are used anew for a second table; values of the first are read later"
# tasks = 4
# kept = ["load_iris(", "load_wine(", "first_score", "second_score"]
# parallel = [["load_iris(", "load_wine("]]
# ---
# %%
from sklearn.datasets import load_iris, load_wine
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
# %%
X, y = load_iris(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
# %%
model = KNeighborsClassifier(n_neighbors=3)
model.fit(X_train, y_train)
first_score = model.score(X_test, y_test)
iris_model = model
# %%
X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
# %%
model = KNeighborsClassifier(n_neighbors=9)
model.fit(X_train, y_train)
second_score = model.score(X_test, y_test)
# %%
print(first_score, second_score)
print(iris_model.n_neighbors, model.n_neighbors, X.shape)
