# ---
# title = "Cells that await at the top level"
# refused = { cell = 3, why = "await" }
# ---
# %%
import asyncio
# %%
async def fetch(n):
    await asyncio.sleep(0)
    return n * n
# %%
await asyncio.sleep(0)
values = await asyncio.gather(*(fetch(n) for n in range(4)))
# %%
print(sum(values))
# %%
doubled = [2 * v async for v in (lambda: (x for x in ()))()] if False else [2 * v for v in values]
print(doubled)
