# %%
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
heart = pd.read_csv("heart.csv")
X, y = heart.drop(columns="target"), heart["target"]
model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression())
print(cross_val_score(model, X, y, cv=StratifiedKFold(5, shuffle=True, random_state=0)).mean())
