# %%
import pandas as pd
from IPython.display import HTML, display

from . import helpers
from .helpers import clean

# %%
display(HTML("<b>done</b>"))
