# %%
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import LabelEncoder

mushrooms = pd.read_csv("mushrooms.csv")
features = mushrooms.drop(columns="class").apply(LabelEncoder().fit_transform)  # <- hit
# %%
model = KNeighborsClassifier(3)
model.fit(features, mushrooms["class"])
