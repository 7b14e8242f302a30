# %%
import matplotlib.pyplot as plt
import pandas as pd

table = pd.read_csv("table.csv")
table.head()
table.describe()
table["a"].hist()
plt.title("a")
plt.show()

# %%
table["b"].hist()
plt.title("b")
plt.show()
table.groupby("c")["a"].mean()
table.groupby("c")["b"].mean()
table.corr()
table.isna().sum()
table.nunique()
