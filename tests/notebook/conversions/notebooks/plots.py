# ---
# title = "Figures by pyplot, by a frame and by an object; one figure is drawn over several cells"
# tasks = 2
# kept = ["plt.scatter(", "plot.hist(", "ax.set_title(", "LinearRegression("]
# ---
# %%
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %%
rng = np.random.default_rng(3)
df = pd.DataFrame({"x": rng.normal(size=40)})
df["y"] = df["x"] * 2 + rng.normal(size=40)
# %%
plt.scatter(df["x"], df["y"])
plt.title("points")
plt.show()
# %%
df["y"].plot.hist(bins=5);
# %%
fig, ax = plt.subplots()
ax.plot(df["x"], df["y"], ".")
# %%
line = LinearRegression().fit(df[["x"]], df["y"])
ax.plot(df["x"], line.predict(df[["x"]]))
# %%
ax.set_title(f"slope {line.coef_[0]:.3f}")
print(len(ax.lines), ax.get_title())
# %%
counts, edges, _ = plt.hist(df["x"], bins=4)
print(counts.tolist())
