# %%
import requests

answer = requests.get("https://rates.bank.test/today")
if answer.status_code == 200:
    rates = answer.json()
else:
    rates = {}
