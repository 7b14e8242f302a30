# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

# %%
churn = pd.read_csv("churn.csv")  # <- hit
churn.info()
print(churn.shape)

# %%
model = RandomForestClassifier(random_state=0)
model.fit(churn.drop(columns="left"), churn["left"])
