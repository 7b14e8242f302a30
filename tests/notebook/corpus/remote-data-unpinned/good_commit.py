# %%
import pandas as pd

COMMIT = "4c1b5e2d7a9f0e3b6c8d1a2f3e4b5c6d7e8f9a0b"

# %%
penguins = pd.read_csv(
    "https://raw.githubusercontent.com/birds/data/4c1b5e2d7a9f0e3b6c8d1a2f3e4b5c6d7e8f9a0b/penguins.csv"
)
wine = pd.read_csv("https://github.com/wines/data/releases/download/v2.1/wine.csv")
