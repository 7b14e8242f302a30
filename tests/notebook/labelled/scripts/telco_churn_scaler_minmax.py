# Telco customer churn
import pandas as pd
import numpy as np
from sklearn.preprocessing import MinMaxScaler, LabelEncoder
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier, AdaBoostClassifier
from sklearn.svm import SVC
from sklearn import metrics

telecom_cust = pd.read_csv('../input/WA_Fn-UseC_-Telco-Customer-Churn.csv')
telecom_cust.TotalCharges = pd.to_numeric(telecom_cust.TotalCharges, errors='coerce')
telecom_cust.dropna(inplace=True)
df2 = telecom_cust.iloc[:, 1:]
df2['Churn'].replace(to_replace='Yes', value=1, inplace=True)
df2['Churn'].replace(to_replace='No', value=0, inplace=True)
df_dummies = pd.get_dummies(df2)

y = df_dummies['Churn'].values
X = df_dummies.drop(columns=['Churn'])
features = X.columns.values
scaler = MinMaxScaler(feature_range=(0, 1))
scaler.fit(X)
X = pd.DataFrame(scaler.transform(X))
X.columns = features

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=101)
model = LogisticRegression()
result = model.fit(X_train, y_train)
prediction_test = model.predict(X_test)
print(metrics.accuracy_score(y_test, prediction_test))
weights = pd.Series(model.coef_[0], index=X.columns.values)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=101)
model_rf = RandomForestClassifier(n_estimators=1000, oob_score=True, n_jobs=-1, random_state=50, max_leaf_nodes=30)
model_rf.fit(X_train, y_train)
prediction_test = model_rf.predict(X_test)
print(metrics.accuracy_score(y_test, prediction_test))

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=99)
model.svm = SVC(kernel='linear')
model.svm.fit(X_train, y_train)
preds = model.svm.predict(X_test)
print(metrics.accuracy_score(y_test, preds))
