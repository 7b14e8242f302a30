# %%
import lightgbm as lgb
import pandas as pd
from catboost import CatBoostClassifier
from xgboost import XGBClassifier

rides = pd.read_csv("rides.csv")
# %%
first = XGBClassifier(n_estimators=200)
second = lgb.LGBMClassifier(num_leaves=31)
third = CatBoostClassifier(verbose=False)
