# %%
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
def trial(X, y):
    X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
    return SVC().fit(X_train, y_train).score(X_test, y_test)  # <- hit

# %%
wine = load_wine()
print(trial(wine.data, wine.target))
