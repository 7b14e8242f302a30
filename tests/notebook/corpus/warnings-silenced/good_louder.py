# %%
import warnings

import numpy as np

warnings.filterwarnings("error")
warnings.simplefilter("always")
np.seterr(all="raise")
np.seterr(divide="ignore")
