# %%
import numpy as np
from sqlalchemy import create_engine  # <- hit

# %%
engine = create_engine("sqlite:///a.db")
np.arange(3)
