# %%
from google.colab import drive

drive.mount("/content/drive")  # <- hit

# %%
import pandas as pd

table = pd.read_csv("table.csv")
