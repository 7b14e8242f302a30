# %%
import numpy as np
import pandas as pd
# %%
sample = pd.DataFrame({"x": np.arange(5)})
# %%
import numpy as np

print(np.mean(sample["x"]))
# %%
sample = pd.DataFrame({"x": np.arange(50)})
print(len(sample))
