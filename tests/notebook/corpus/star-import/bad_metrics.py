# %%
import pandas as pd
from sklearn.metrics import *  # <- hit

# %%
table = pd.read_csv("answers.csv")
print(f1_score(table["y"], table["answer"]))
