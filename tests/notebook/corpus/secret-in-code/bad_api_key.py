# %%
import requests

API_KEY = "4f9ab2c7d81e4063a5b7c9d0e2f41836"  # <- hit

# %%
weather = requests.get("https://api.weather.test/now", params={"key": API_KEY}, timeout=5)
