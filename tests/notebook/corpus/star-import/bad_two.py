# %%
from math import *  # <- hit
from numpy import *  # <- hit

# %%
print(sqrt(2), sum([1, 2]))
