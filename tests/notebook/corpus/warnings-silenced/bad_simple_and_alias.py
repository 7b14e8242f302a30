# %%
import warnings as w
from warnings import simplefilter

simplefilter("ignore")  # <- hit
w.simplefilter(action="ignore", category=Warning)  # <- hit
