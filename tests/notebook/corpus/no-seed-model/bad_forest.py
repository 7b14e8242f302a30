# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

churn = pd.read_csv("churn.csv")
model = RandomForestClassifier(n_estimators=300, max_depth=8)  # <- hit
# %%
model.fit(churn.drop(columns="left"), churn["left"])
print(model.feature_importances_)
