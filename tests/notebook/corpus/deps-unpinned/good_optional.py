# %%
import numpy as np

try:
    import pandas as pd
except ImportError:
    pd = None
