# %%
import joblib
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor
from sklearn.preprocessing import MinMaxScaler

wine = pd.read_csv("wine.csv")
X, y = wine.drop(columns="quality"), wine["quality"]
# %%
scaler = MinMaxScaler().fit(X)
pca = PCA(3)
Z = pca.fit_transform(scaler.transform(X))
forest = RandomForestRegressor(random_state=0).fit(Z, y)
# %%
joblib.dump(scaler, "scaler.joblib")
joblib.dump(forest, "forest.joblib")  # <- hit
