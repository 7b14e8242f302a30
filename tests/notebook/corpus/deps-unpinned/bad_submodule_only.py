# %%
import matplotlib.pyplot as plt  # <- hit

# %%
plt.plot([1, 2, 3])
