# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

# %%
bank = pd.read_csv("bank.csv")
X, y = bank.drop(columns="y"), bank["y"]
model = GradientBoostingClassifier().fit(X, y)  # <- hit
for name, weight in sorted(zip(X.columns, model.feature_importances_)):
    print(name, weight)
