# %%
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

# %%
loans = pd.read_csv("loans.csv")
numeric = ["amount", "income"]
prepare = ColumnTransformer([("num", Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())]), numeric)])
X = prepare.fit_transform(loans)  # <- hit
y = loans["default"]

# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=3)
boosted = GradientBoostingClassifier().fit(X_train, y_train)
print(roc_auc_score(y_test, boosted.predict_proba(X_test)[:, 1]))
