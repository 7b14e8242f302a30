# %%
import os

try:
    os.remove("scratch.csv")
except FileNotFoundError:
    pass

for text in ["1", "x"]:
    try:
        int(text)
    except (ValueError, TypeError):
        continue
