# %%
import pandas as pd

# %%
log = pd.read_csv("log.csv", sep=";", on_bad_lines="skip")  # <- hit
old = pd.read_csv("old.csv", error_bad_lines=False)  # <- hit
print(len(log))
