# %%
%matplotlib inline
import os

# %%
import numpy as np
import pandas as pd

# %%
table = pd.DataFrame({"a": np.arange(3)})
print(os.getcwd(), table)
