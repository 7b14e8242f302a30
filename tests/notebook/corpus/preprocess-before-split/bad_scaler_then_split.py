# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# %%
customers = pd.read_csv("telco.csv")
y = customers.pop("churn").map({"Yes": 1, "No": 0})
numbers = customers[["tenure", "monthly", "total"]]

# %%
scaler = StandardScaler()
X = scaler.fit_transform(numbers)  # <- hit
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=7)

# %%
model = LogisticRegression()
model.fit(X_train, y_train)
print(f"accuracy {accuracy_score(y_test, model.predict(X_test)):.3f}")
