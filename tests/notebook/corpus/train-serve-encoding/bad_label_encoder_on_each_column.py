# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import LabelEncoder

adult = pd.read_csv("adult.csv")
encoder = LabelEncoder()
for column in ["workclass", "education", "sex"]:
    adult[column] = encoder.fit_transform(adult[column])  # <- hit
# %%
model = RandomForestClassifier(random_state=1)
model.fit(adult.drop(columns="income"), adult["income"])
