# %%
import numpy as np
from sklearn.cluster import KMeans

points = np.load("points.npy")
centres = points[[0, 10, 20]]
groups = KMeans(3, init=centres, n_init=1).fit(points)


class Perceptron:
    def fit(self, X, y):
        self.weights = X.T @ y
        return self
# %%
model = Perceptron().fit(points, np.ones(len(points)))
