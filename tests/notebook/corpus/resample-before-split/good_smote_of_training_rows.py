# %%
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split

# %%
customers = pd.read_csv("telco.csv")
X, y = pd.get_dummies(customers.drop(columns="churn")), customers["churn"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=42)
X_more, y_more = SMOTE(random_state=42).fit_resample(X_train, y_train)
model = RandomForestClassifier(random_state=42).fit(X_more, y_more)
print(classification_report(y_test, model.predict(X_test)))
