# %%
import joblib
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

iris = pd.read_csv("iris.csv")
X, y = iris.drop(columns="species"), iris["species"]
flat = PCA(2).fit_transform(StandardScaler().fit_transform(X))
print(flat[:5])
# %%
model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, y)
joblib.dump(model, "iris.joblib")
