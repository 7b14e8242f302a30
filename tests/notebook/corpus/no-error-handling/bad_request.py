# %%
import requests

# %%
rates = requests.get("https://rates.bank.test/today").json()  # <- hit
print(rates["EUR"])
