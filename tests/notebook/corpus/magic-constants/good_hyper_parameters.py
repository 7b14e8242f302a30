# %%
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

# %%
table = pd.read_csv("table.csv")
X_train, X_test = train_test_split(table, test_size=0.33, random_state=1337)
model = RandomForestClassifier(n_estimators=137, max_depth=13, random_state=42)
plt.figure(figsize=(13, 7))
