# %%
import asyncio

# %%
await asyncio.sleep(0)
pages = [page async for page in fetch()]


# %%
async def load():
    async with lock:
        while True:
            for page in pages:
                if page:
                    break
                try:
                    continue
                finally:
                    pass
            return await asyncio.sleep(1)


class Pages:
    def __iter__(self):
        yield from pages
