# %%
import numpy as np
import pandas as pd  # <- hit


# %%
def again():
    import pandas

    return pandas.DataFrame(np.zeros(3))
