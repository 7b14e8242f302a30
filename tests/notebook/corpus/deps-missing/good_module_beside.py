# %%
import pandas as pd
from good_all_named import LogisticRegression

import good_optional

# %%
good_optional.tqdm(pd.RangeIndex(3))
