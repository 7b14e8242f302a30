# %%
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

data = pd.read_csv("churn.csv")
model = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression())])
model.fit(data.drop(columns="churn"), data["churn"])
# %%
joblib.dump(model, "churn.joblib")
