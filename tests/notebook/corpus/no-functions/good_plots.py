# %%
import matplotlib.pyplot as plt
import pandas as pd

table = pd.read_csv("table.csv")

# %%
table["x0"].hist(bins=30)
plt.title("x0")
plt.show()

table["x1"].hist(bins=30)
plt.title("x1")
plt.show()

table["x2"].hist(bins=30)
plt.title("x2")
plt.show()

table["x3"].hist(bins=30)
plt.title("x3")
plt.show()

table["x4"].hist(bins=30)
plt.title("x4")
plt.show()

table["x5"].hist(bins=30)
plt.title("x5")
plt.show()

table["x6"].hist(bins=30)
plt.title("x6")
plt.show()

table["x7"].hist(bins=30)
plt.title("x7")
plt.show()

table["x8"].hist(bins=30)
plt.title("x8")
plt.show()

table["x9"].hist(bins=30)
plt.title("x9")
plt.show()

table["x10"].hist(bins=30)
plt.title("x10")
plt.show()

table["x11"].hist(bins=30)
plt.title("x11")
plt.show()
