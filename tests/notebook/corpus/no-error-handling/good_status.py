# %%
import requests

# %%
answer = requests.get("https://rates.bank.test/today", timeout=10)
answer.raise_for_status()
rates = answer.json()
