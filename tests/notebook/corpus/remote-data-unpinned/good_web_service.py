# %%
import requests

# %%
answer = requests.get("https://api.weather.test/v1/forecast", params={"city": "Graz"}, timeout=10)
answer.raise_for_status()
temperature = answer.json()["temperature"]
pages = [requests.get(f"https://shop.test/items/{page}", timeout=10).json() for page in range(3)]
token = requests.get("https://login.test/token", timeout=10).text
