# %%
import json

rows = []
for line in open("log.json"):
    try:
        rows.append(json.loads(line))
    except Exception:  # <- hit
        pass
