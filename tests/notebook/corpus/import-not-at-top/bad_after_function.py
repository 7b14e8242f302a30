# %%
def square(value):
    return value**2


# %%
import json  # <- hit

print(json.dumps(square(2)))
