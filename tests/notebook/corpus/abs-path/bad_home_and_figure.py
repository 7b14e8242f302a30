# %%
import matplotlib.pyplot as plt
import pandas as pd

data = pd.read_csv("~/Downloads/iris (1).csv")  # <- hit

# %%
fig, ax = plt.subplots()
ax.scatter(data["a"], data["b"])
fig.savefig("/Users/kim/figures/iris.png", dpi=150)  # <- hit
