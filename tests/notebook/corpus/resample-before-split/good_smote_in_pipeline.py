# %%
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

# %%
customers = pd.read_csv("telco.csv")
model = make_sampling_pipeline(SMOTE(), LogisticRegression())
print(cross_val_score(model, customers.drop(columns="churn"), customers["churn"], cv=5, scoring="f1").mean())
