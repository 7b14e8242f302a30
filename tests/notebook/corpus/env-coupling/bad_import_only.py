# %%
import pandas as pd
from google.colab import data_table  # <- hit

# %%
df = pd.read_csv("rows.csv")
df.describe()
