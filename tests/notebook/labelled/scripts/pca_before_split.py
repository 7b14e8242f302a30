# %%
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
%matplotlib inline
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

# %%
df = pd.read_csv('credit.csv', index_col=0)
df.head()

# %%
df.describe()

# %%
X = df.drop('default', axis=1)
y = df['default']
X_std = StandardScaler().fit_transform(X)
pca = PCA(n_components=3)
X_pca = pca.fit_transform(X_std)
print(pca.explained_variance_ratio_)

# %%
x_train, x_test, y_train, y_test = train_test_split(X_pca, y, test_size=0.3, random_state=9)
svm = SVC(C=1.0)
svm.fit(x_train, y_train)
print('accuracy on components: ', svm.score(x_test, y_test))

# %%
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=9)
svm_raw = SVC(C=1.0)
svm_raw.fit(x_train, y_train)
print('accuracy on raw columns: ', svm_raw.score(x_test, y_test))
