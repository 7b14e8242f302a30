# %%
!wget -q https://files.test/trips.zip && unzip trips.zip

# %%
import pandas as pd

trips = pd.read_csv("trips.csv")
