# %%
import pandas as pd

table = pd.DataFrame({"a": [1]})


# %%
def draw():
    import matplotlib.pyplot as plt

    plt.plot(table["a"])
