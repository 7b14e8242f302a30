# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
visits = pd.read_csv("visits.csv")
per_patient = visits.groupby("patient_id").size()
print(per_patient.describe())
X, y = visits.drop(columns=["patient_id", "ill"]), visits["ill"]
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)  # <- hit
print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))
