# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OrdinalEncoder

# %%
jobs = pd.read_csv("jobs.csv")
codes = OrdinalEncoder().fit_transform(jobs[["title", "town"]])
X_train, X_test, y_train, y_test = train_test_split(codes, jobs["salary"], random_state=0)
print(RandomForestRegressor().fit(X_train, y_train).score(X_test, y_test))
