import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import recall_score, confusion_matrix
from xgboost import XGBClassifier

data = pd.read_csv("telco_clean.csv")
X, y = data.drop("Churn", axis=1), data["Churn"]

# 1) first try
sm = SMOTE(random_state=27)
X_sm, y_sm = sm.fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X_sm, y_sm, test_size=.3, random_state=27)
rf = RandomForestClassifier(random_state=27).fit(X_train, y_train)
print(recall_score(y_test, rf.predict(X_test)))
print(confusion_matrix(y_test, rf.predict(X_test)))

# 2) as in the blog post: only the training part
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.3, random_state=27)
X_res, y_res = SMOTE(random_state=27).fit_resample(X_train, y_train)
xgb = XGBClassifier(n_estimators=200)
xgb.fit(X_res, y_res)
y_hat = xgb.predict(X_test)
print(recall_score(y_test, y_hat))
