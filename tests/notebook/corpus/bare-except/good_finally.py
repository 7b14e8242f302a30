# %%
file = open("a.txt", "w")
try:
    file.write("x")
finally:
    file.close()

# %%
from contextlib import suppress

with suppress(KeyError):
    {}["a"]
