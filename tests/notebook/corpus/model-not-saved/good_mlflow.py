# %%
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

rides = pd.read_csv("rides.csv")
with mlflow.start_run():
    model = RandomForestRegressor(random_state=0).fit(rides[["km"]], rides["fare"])
    mlflow.log_metric("r2", model.score(rides[["km"]], rides["fare"]))
    mlflow.sklearn.log_model(model, "model")
