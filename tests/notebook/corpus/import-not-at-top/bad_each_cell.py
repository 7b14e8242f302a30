# %%
import numpy as np

x = np.arange(10)

# %%
import matplotlib.pyplot as plt  # <- hit
import seaborn as sns

plt.plot(x)

# %%
import joblib  # <- hit

joblib.dump(x, "x.joblib")
