# %%
import pandas as pd

# %%
birds = pd.read_csv("https://zenodo.org/records/7034410/files/birds.csv")
cells = pd.read_csv("https://figshare.com/ndownloader/files/1234567")
stars = pd.read_csv("https://cdn.stars.test/catalog@3.1.2/stars.csv")
