# ---
# title = "Constructor, fit, use and reading of what was learned stand in four cells, for three models"
# tasks = 4
# kept = ["kmeans.fit(", "pca.fit_transform(", "agglomerative.fit_predict(", "silhouette_score("]
# parallel = [["pca.fit_transform(", "agglomerative.fit_predict("]]
# ---
# %%
import numpy as np
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.datasets import make_blobs
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
# %%
points, truth = make_blobs(n_samples=90, centers=3, n_features=4, random_state=9)
# %%
kmeans = KMeans(n_clusters=3, n_init=2, random_state=0)
pca = PCA(n_components=2)
agglomerative = AgglomerativeClustering(n_clusters=3)
# %%
kmeans.fit(points)
# %%
flat = pca.fit_transform(points)
# %%
labels = agglomerative.fit_predict(points)
# %%
kmeans.inertia_
# %%
pca.explained_variance_ratio_
# %%
silhouette_score(points, labels)
# %%
inertias = [KMeans(n_clusters=k, n_init=1, random_state=0).fit(flat).inertia_ for k in range(1, 6)]
np.round(inertias, 3)
