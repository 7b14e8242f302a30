# %%
import asyncio


# %%
def load():
    return await asyncio.sleep(1)  # <- hit


# %%
class Loader:
    yield 3  # <- hit
