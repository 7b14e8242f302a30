# %%
import pandas as pd

try:
    import cudf as frames
except ImportError:
    import modin.pandas as frames

try:
    from tqdm import tqdm
except ModuleNotFoundError:
    tqdm = list
