# %%
import json
import os
import sqlite3
import urllib.request
import zoneinfo
from collections import Counter
from xml.etree import ElementTree

# %%
Counter(os.listdir("."))
