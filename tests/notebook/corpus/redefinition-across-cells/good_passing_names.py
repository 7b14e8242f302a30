# %%
import matplotlib.pyplot as plt
import pandas as pd

data = pd.read_csv("weather.csv")
fig, ax = plt.subplots()
# %%
ax.plot(data["rain"])
for column in data:
    print(column)
# %%
fig, ax = plt.subplots(2)
_ = data.hist()
# %%
ax[0].plot(data["wind"])
for column in data.columns[::-1]:
    print(column)
