# %%
import pandas as pd
from imblearn.over_sampling import RandomOverSampler
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

# %%
calls = pd.read_csv("calls.csv")
y = calls.pop("bought")
sampler = RandomOverSampler(random_state=0)
X_all, y_all = sampler.fit_resample(calls, y)  # <- hit
print(cross_val_score(RandomForestClassifier(), X_all, y_all, cv=5, scoring="f1").mean())
