# %%
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data, digits.target, random_state=0)
pca = PCA(n_components=20)
train_parts = pca.fit_transform(X_train)
model = SVC().fit(train_parts, y_train)
test_parts = pca.fit_transform(X_test)  # <- hit
print(confusion_matrix(y_test, model.predict(test_parts)))
