# %%
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

# %%
sales = pd.read_csv("sales.csv")
flat = PCA(n_components=2).fit_transform(StandardScaler().fit_transform(sales.select_dtypes("number")))
plt.scatter(flat[:, 0], flat[:, 1])
plt.show()
