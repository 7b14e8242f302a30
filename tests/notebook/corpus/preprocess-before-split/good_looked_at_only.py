# %%
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# %%
wine = pd.read_csv("wine.csv", sep=";")
print(wine.describe())
print(wine.groupby("quality").mean())
flat = PCA(n_components=2).fit_transform(StandardScaler().fit_transform(wine.drop(columns="quality")))
plt.scatter(flat[:, 0], flat[:, 1], c=wine["quality"])
plt.show()

# %%
X_train, X_test, y_train, y_test = train_test_split(wine.drop(columns="quality"), wine["quality"], random_state=0)
print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))
