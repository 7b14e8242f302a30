# %%
x = 1

# %%
try:
    from .settings import *  # <- hit
except ImportError:
    from settings import *  # <- hit
