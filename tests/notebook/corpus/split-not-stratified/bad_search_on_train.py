# %%
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC

# %%
digits = load_digits()
parts = train_test_split(digits.data, digits.target, random_state=0)  # <- hit
X_train, X_test, y_train, y_test = parts
search = GridSearchCV(SVC(), {"C": [1, 10]}).fit(X_train, y_train)
print(search.score(X_test, y_test))
