# %%
import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

data = pd.read_csv("churn.csv")
model = RandomForestClassifier(random_state=0).fit(data[["tenure"]], data["churn"])
# %%
joblib.dump(model, "local_copy.pkl")
mlflow.sklearn.log_model(model, "model", registered_model_name="churn")
