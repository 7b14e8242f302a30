# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, classification_report
from sklearn.model_selection import train_test_split

# %%
telco = pd.read_csv("telco.csv")
X_train, X_test, y_train, y_test = train_test_split(telco[["tenure"]], telco["churn"], random_state=0)
model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
print(classification_report(y_test, model.predict(X_test)))
