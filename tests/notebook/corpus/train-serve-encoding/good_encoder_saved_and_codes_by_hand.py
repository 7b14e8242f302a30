# %%
import joblib
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier

shop = pd.read_csv("shop.csv")
shop["size"] = shop["size"].map({"S": 0, "M": 1, "L": 2})
encoder = LabelEncoder()
shop["brand"] = encoder.fit_transform(shop["brand"])
# %%
model = DecisionTreeClassifier(random_state=0).fit(shop[["size", "brand"]], shop["sold"])
joblib.dump(encoder, "encoder-1.0.joblib")
joblib.dump(model, "model-1.0.joblib")
