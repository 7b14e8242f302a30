# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression

data = pd.read_csv("loans.csv")
X, y = data.drop(columns="default"), data["default"]
# %%
model = LogisticRegression()
model.fit(X, y, sample_weight=weights)  # <- hit
probabilities = model.predict_proba(X)[:, 1]
# %%
weights = 1 + (probabilities - y).abs()
