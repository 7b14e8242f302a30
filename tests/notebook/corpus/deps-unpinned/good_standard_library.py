# %%
import json
import pathlib

# %%
json.loads("{}")
