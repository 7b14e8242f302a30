# %%
import numpy as np

weights = np.zeros(3)
for epoch in range(10):
    weights += 0.1
    print "epoch", epoch, weights  # <- hit
# %%
print("done")
