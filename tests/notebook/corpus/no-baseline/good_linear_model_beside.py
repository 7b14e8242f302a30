# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

# %%
ads = pd.read_csv("ads.csv")
X_train, X_test, y_train, y_test = train_test_split(ads.drop(columns="click"), ads["click"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
print(XGBClassifier().fit(X_train, y_train).score(X_test, y_test))
