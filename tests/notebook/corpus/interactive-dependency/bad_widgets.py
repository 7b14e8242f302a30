# %%
import ipywidgets as widgets
import pandas as pd

table = pd.read_csv("sales.csv")

# %%
threshold = widgets.FloatSlider(min=0, max=1, value=0.4)  # <- hit
threshold

# %%
table["flag"] = table["score"] > threshold.value
