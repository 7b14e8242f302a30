# %%
import json
from urllib.request import urlopen

# %%
with urlopen("https://rates.bank.test/today") as answer:  # <- hit
    rates = json.load(answer)
