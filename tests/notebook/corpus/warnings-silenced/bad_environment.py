# %%
import os
import sys

os.environ["PYTHONWARNINGS"] = "ignore"  # <- hit

# %%
if not sys.warnoptions:
    import warnings

    warnings.simplefilter("ignore")  # <- hit
