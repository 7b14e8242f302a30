# %%
import pandas as pd
from lightgbm import LGBMClassifier, early_stopping
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

# %%
ads = pd.read_csv("ads.csv")
X_train, X_test, y_train, y_test = train_test_split(ads.drop(columns="click"), ads["click"], random_state=4)
booster = LGBMClassifier(n_estimators=5000)
booster.fit(X_train, y_train, eval_set=[(X_test, y_test)], callbacks=[early_stopping(100)])  # <- hit
guess = booster.predict_proba(X_test)[:, 1]
print(log_loss(y_test, guess))
