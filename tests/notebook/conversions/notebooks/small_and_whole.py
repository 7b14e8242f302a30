# ---
# title = "A little of everything: a table, a model, a figure, a file, printed numbers and a shown one"
# tasks = 3
# kept = ["merge(", "lstsq(", "plt.plot(", "to_csv(", "print("]
# ---
# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
# %%
left = pd.DataFrame({"k": [1, 2, 3, 4], "x": [0.5, 1.5, 2.5, 4.0]})
right = pd.DataFrame({"k": [4, 3, 2, 1], "y": [8.5, 5.0, 3.25, 1.0]})
# %%
table = left.merge(right, on="k")
table["z"] = table["x"] * table["y"]
# %%
design = np.column_stack([np.ones(len(table)), table["x"]])
weights, *_ = np.linalg.lstsq(design, table["y"].to_numpy(), rcond=None)
# %%
predicted = design @ weights
error = float(np.abs(predicted - table["y"]).mean())
print("weights", weights)
# %%
plt.plot(table["x"], predicted)
plt.title("fitted")
plt.show()
# %%
table.to_csv("result.csv", index=False)
# %%
print(f"error {error:.6f}")
error
