# %%
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC

# %%
digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data, digits.target, random_state=0)
search = GridSearchCV(SVC(), {"C": [1, 10]}, cv=5).fit(X_train, y_train)
print(search.cv_results_["std_test_score"], search.score(X_test, y_test))
