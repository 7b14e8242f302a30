# %%
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

# %%
ads = pd.read_csv("ads.csv")
X_train, X_test, y_train, y_test = train_test_split(ads.drop(columns="click"), ads["click"], random_state=0)
for model in (XGBClassifier(), LGBMClassifier()):
    model.fit(X_train, y_train)
    print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))  # <- hit
