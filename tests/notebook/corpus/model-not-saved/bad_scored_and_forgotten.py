# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

data = pd.read_csv("telco.csv")
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="churn"), data["churn"], random_state=0)
# %%
model = RandomForestClassifier(random_state=0)
model.fit(X_train, y_train)  # <- hit
print(model.score(X_test, y_test))
