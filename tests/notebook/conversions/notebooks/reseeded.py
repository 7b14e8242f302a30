# ---
# title = "Cells seed anew, some to the same seed, some draw on without"
# tasks = 4
# kept = ["np.random.seed(", "make_classification(", "train_test_split("]
# ---
# %%
import numpy as np
from sklearn.datasets import make_classification
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
# %%
np.random.seed(1)
X, y = make_classification(n_samples=120)
# %%
np.random.seed(2)
X_train, X_test, y_train, y_test = train_test_split(X, y)
# %%
first = SGDClassifier().fit(X_train, y_train)
print(first.score(X_test, y_test))
# %%
np.random.seed(2)
second = SGDClassifier().fit(X_train, y_train)
print(second.score(X_test, y_test), np.random.rand())
# %%
third = SGDClassifier().fit(X_train[:, :5], y_train)
third.score(X_test[:, :5], y_test)
# %%
np.random.seed(2)
print(np.random.rand() == np.random.RandomState(2).rand(), np.random.rand())
