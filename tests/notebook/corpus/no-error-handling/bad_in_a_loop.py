# %%
import requests

pages = []
for page in range(1, 30):
    answer = requests.get("https://shop.test/items", params={"page": page})  # <- hit
    pages.extend(answer.json()["items"])
