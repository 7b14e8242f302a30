# %%
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

# %%
data = pd.read_csv("data.csv")
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="label"), data["label"], random_state=0)
X_more, y_more = SMOTE().fit_resample(X_train, y_train)
model = KNeighborsClassifier().fit(X_more, y_more)
print(accuracy_score(y_test, model.predict(X_test)))  # <- hit
