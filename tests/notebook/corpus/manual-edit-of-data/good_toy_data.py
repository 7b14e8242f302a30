# %%
import numpy as np
import pandas as pd

df = pd.DataFrame({"a": [1, 2, 3], "b": [4.0, np.nan, 6.0]})
series = pd.Series([1, 2, 3])

# %%
df.loc[1, "b"] = 5.0
df = df.drop([0])
series = series.drop([1, 2])
