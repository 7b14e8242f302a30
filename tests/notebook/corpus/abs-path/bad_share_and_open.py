# %%
import json
import pickle

# %%
with open("\\\\fileserver\\team\\settings.json") as file:  # <- hit
    settings = json.load(file)

# %%
with open(r"G:\models\model.pkl", "wb") as file:  # <- hit
    pickle.dump(settings, file)
