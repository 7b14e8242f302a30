# %%
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

bank = pd.read_csv("bank.csv")
encode = ColumnTransformer([("job", OneHotEncoder(handle_unknown="ignore"), ["job"])], remainder="passthrough")
# %%
model = Pipeline([("encode", encode), ("boost", GradientBoostingClassifier(random_state=0))])
model.fit(bank.drop(columns="yes"), bank["yes"])
