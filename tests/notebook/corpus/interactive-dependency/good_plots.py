# %%
import matplotlib.pyplot as plt
import pandas as pd

table = pd.read_csv("sales.csv")

# %%
table["sales"].plot()
plt.show()
display(table.head())
