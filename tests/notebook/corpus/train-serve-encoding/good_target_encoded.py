# %%
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.svm import SVC

iris = pd.read_csv("iris.csv")
encoder = LabelEncoder()
y = encoder.fit_transform(iris["species"])
# %%
model = SVC().fit(iris.drop(columns="species"), y)
print(encoder.inverse_transform(model.predict(iris.drop(columns="species"))[:3]))
