import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

churn = pd.read_csv("telco.csv")
churn["target"] = churn["churn"].eq("Yes").astype(int)
churn = churn.drop(columns=["churn"])
churn = pd.get_dummies(churn, columns=["contract", "payment"], drop_first=True)

train, test = train_test_split(churn, test_size=0.25, random_state=7, stratify=churn["target"])
train = train.copy()
test = test.copy()

fill = train["total"].median()
train["total"] = train["total"].fillna(fill)
test["total"] = test["total"].fillna(fill)

cols = ["tenure", "monthly", "total"]
sc = StandardScaler()
train[cols] = sc.fit_transform(train[cols])
test[cols] = sc.transform(test[cols])

x_cols = [c for c in train.columns if c != "target"]
lr = LogisticRegression(max_iter=1000, class_weight="balanced")
lr.fit(train[x_cols], train["target"])
proba = lr.predict_proba(test[x_cols])[:, 1]
print(roc_auc_score(test["target"], proba))
print(classification_report(test["target"], (proba > 0.5).astype(int)))
