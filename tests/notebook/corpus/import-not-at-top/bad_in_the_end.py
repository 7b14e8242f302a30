# %%
import pandas as pd

# %%
table = pd.DataFrame({"a": [1]})

# %%
table.head()
import pickle  # <- hit

pickle.dumps(table)
