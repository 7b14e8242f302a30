# %%
settings = {"columns": chosen, "limit": 5}  # <- hit
# %%
import pandas as pd

table = pd.read_csv("survey.csv").head(settings["limit"])
# %%
chosen = [column for column in table.columns if table[column].notna().all()]
