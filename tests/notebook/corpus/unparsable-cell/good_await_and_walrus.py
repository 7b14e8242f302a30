# %%
import asyncio


async def fetch(number):
    await asyncio.sleep(0)
    return number


answers = [await fetch(number) for number in range(3)]
# %%
async with asyncio.timeout(5):
    if (total := sum(answers)) > 2:
        print(f"{total=}")
# %%
match answers:
    case [first, *rest]:
        print(first, rest)
