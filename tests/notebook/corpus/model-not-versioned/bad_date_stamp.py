# %%
import pickle
from datetime import datetime

import pandas as pd
from sklearn.ensemble import RandomForestClassifier

data = pd.read_csv("churn.csv")
model = RandomForestClassifier(random_state=0).fit(data[["tenure"]], data["churn"])
# %%
stamp = datetime.now().strftime("%Y%m%d_%H%M")
with open(f"model_{stamp}.pkl", "wb") as file:
    pickle.dump(model, file)  # <- hit
