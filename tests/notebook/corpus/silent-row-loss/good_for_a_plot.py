# %%
import matplotlib.pyplot as plt
import pandas as pd

people = pd.read_csv("people.csv")

# %%
plt.hist(people["age"].dropna(), bins=30)
ages = people["age"].dropna()
kinds = people["kind"].dropna().unique()
share = people.dropna().shape[0] / len(people)
