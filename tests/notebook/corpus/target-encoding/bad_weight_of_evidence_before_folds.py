# %%
import pandas as pd
from category_encoders import WOEEncoder
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

# %%
loans = pd.read_csv("loans.csv")
X = WOEEncoder().fit_transform(loans[["purpose", "state"]], loans["bad"])  # <- hit
print(cross_val_score(LogisticRegression(), X, loans["bad"], cv=5, scoring="roc_auc").mean())
