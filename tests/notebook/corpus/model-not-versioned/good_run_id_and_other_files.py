# %%
import uuid

import joblib
import pandas as pd
from sklearn.linear_model import Lasso

run_id = uuid.uuid4().hex
sales = pd.read_csv("sales.csv")
sales.describe().to_csv("summary_20240131.csv")
lasso = Lasso().fit(sales[["week"]], sales["sold"])
# %%
joblib.dump(lasso, f"models/{run_id}/lasso.joblib")
