# %%
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier

fraud = pd.read_csv("fraud.csv")
# %%
model = Pipeline([
    ("balance", SMOTE(k_neighbors=3)),  # <- hit
    ("tree", DecisionTreeClassifier(max_depth=4)),  # <- hit
])
model.fit(fraud.drop(columns="fraud"), fraud["fraud"])
