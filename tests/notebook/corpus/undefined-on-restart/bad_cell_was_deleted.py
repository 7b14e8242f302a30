# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

customers = pd.read_csv("customers.csv")
y = customers.pop("churn")
# %%
model = RandomForestClassifier(random_state=0)
model.fit(customers_encoded, y)  # <- hit
print(model.score(customers_encoded, y))
