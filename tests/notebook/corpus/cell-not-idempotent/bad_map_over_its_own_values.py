# %%
import pandas as pd

passengers = pd.read_csv("titanic.csv")
# %%
passengers["Sex"] = passengers["Sex"].map({"male": 0, "female": 1})  # <- hit
print(passengers["Sex"].mean())
