# %%
from sklearn.decomposition import PCA
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

models = [LinearRegression(), Ridge(0.5), Lasso(), LogisticRegression(C=10, max_iter=500), GaussianNB(), SVC()]
# %%
neighbours = KNeighborsClassifier(7)
project = PCA(2)
