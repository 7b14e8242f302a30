# %%
import cv2  # <- hit
import yaml  # <- hit
from bs4 import BeautifulSoup  # <- hit

# %%
with open("settings.yml") as file:
    settings = yaml.safe_load(file)
image = cv2.imread(settings["image"])
