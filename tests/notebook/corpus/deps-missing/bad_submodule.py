# %%
import pandas as pd
from imblearn.over_sampling import SMOTE  # <- hit
from sklearn.linear_model import LogisticRegression

# %%
table = pd.read_csv("table.csv")
X, y = SMOTE(random_state=0).fit_resample(table[["a"]], table["y"])
