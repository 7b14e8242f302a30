# %%
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB

# %%
iris = load_iris()
model = GaussianNB().fit(iris.data, iris.target)
print(model.predict([[5.1, 3.5, 1.4, 0.2]]))
