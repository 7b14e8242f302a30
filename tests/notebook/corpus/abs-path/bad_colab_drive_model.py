# %%
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

BASE = "/content/drive/MyDrive/churn"  # <- hit

# %%
train = pd.read_parquet(f"{BASE}/train.parquet")
model = RandomForestClassifier(random_state=0).fit(train.drop(columns="y"), train["y"])

# %%
joblib.dump(model, f"{BASE}/model.joblib")
