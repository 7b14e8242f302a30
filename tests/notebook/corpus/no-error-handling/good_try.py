# %%
import requests

try:
    rates = requests.get("https://rates.bank.test/today", timeout=5).json()
except requests.RequestException as error:
    rates = {}
    print("no rates today:", error)
