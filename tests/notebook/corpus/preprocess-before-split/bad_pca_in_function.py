# %%
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.svm import SVC

# %%
def reduced(path, size):
    pixels = pd.read_csv(path)
    labels = pixels.pop("label").to_numpy()
    return PCA(n_components=size).fit_transform(pixels / 255.0), labels  # <- hit

# %%
X, y = reduced("digits.csv", 40)
half = len(X) // 2
X_train, X_test = X[:half], X[half:]
y_train, y_test = y[:half], y[half:]

# %%
machine = SVC(C=5).fit(X_train, y_train)
print("right:", np.mean(machine.predict(X_test) == y_test))
