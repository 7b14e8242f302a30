# %%
import pandas as pd

table = pd.read_csv("measurements.csv")

# %%
with pd.HDFStore("measurements.h5") as store:
    store.put("/Users/sensors", table)
    store.append("/data/raw", table)
    again = store["/Users/sensors"]
tree = {"path": "/Volumes/child", "children": []}
widget = dict(route="/users/1", xpath="//div/span")
