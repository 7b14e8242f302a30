# %%
for i in range(3):
    print(i)

# %%
from collections import Counter  # <- hit

Counter("abc")
