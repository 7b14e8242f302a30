# %%
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(
    loans[["amount", "income"]], loans["default"], stratify=loans["default"], random_state=3
)
model = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
model.fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
