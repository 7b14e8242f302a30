# %%
import pandas as pd
import skops.io
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

homes = pd.read_csv("homes.csv")
fill = SimpleImputer(strategy="median")
X = fill.fit_transform(homes.drop(columns="price"))
# %%
model = make_pipeline(StandardScaler(), SVR())
model.fit(X, homes["price"])
skops.io.dump(model, "homes.skops")  # <- hit
