# %%
!wget -q https://data.city.test/export/trips.csv -O trips.csv  # <- hit

# %%
import pandas as pd

trips = pd.read_csv("trips.csv")
trips.groupby("hour").size()
