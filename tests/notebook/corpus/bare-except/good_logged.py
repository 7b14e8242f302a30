# %%
import logging

import requests

failed = []
for page in range(10):
    try:
        requests.get(f"https://shop.test/{page}", timeout=5)
    except Exception as error:
        logging.warning("page %s: %s", page, error)
        failed.append(page)
