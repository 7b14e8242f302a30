# %%
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact


@interact  # <- hit
def draw(k=3):
    plt.plot(np.sin(k * np.linspace(0, 6)))
