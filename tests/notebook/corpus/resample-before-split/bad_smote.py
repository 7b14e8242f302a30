# %%
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

# %%
customers = pd.read_csv("telco.csv")
X, y = pd.get_dummies(customers.drop(columns="churn")), customers["churn"]
X_more, y_more = SMOTE(random_state=42).fit_resample(X, y)  # <- hit
X_train, X_test, y_train, y_test = train_test_split(X_more, y_more, test_size=0.2, random_state=42)
model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
