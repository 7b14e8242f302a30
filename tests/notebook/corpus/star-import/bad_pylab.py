# %%
from pylab import *  # <- hit

# %%
plot(arange(10))
show()
