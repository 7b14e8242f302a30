# %%
import hashlib
import urllib.request

import pandas as pd

EXPECTED = "5f2d"

# %%
urllib.request.urlretrieve("https://files.test/prices.csv", "prices.csv")
with open("prices.csv", "rb") as file:
    assert hashlib.sha256(file.read()).hexdigest().startswith(EXPECTED)
prices = pd.read_csv("prices.csv")
