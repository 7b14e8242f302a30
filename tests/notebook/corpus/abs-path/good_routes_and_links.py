# %%
import requests

BASE = "https://api.shop.test"


def get(path):
    return requests.get(BASE + path, timeout=5).json()


# %%
users = get("/Users/17")
orders = get("/data/orders")
home = "/home"
print(f"see {BASE}{home}")
