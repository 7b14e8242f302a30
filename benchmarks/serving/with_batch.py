"""FastAPI that gathers what arrives together, and asks the pipeline once for all of it."""

import asyncio
import os
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pandas
from fastapi import FastAPI

MOST, PATIENCE = 64, 0.002  # rows; seconds that the first one waits for others
pipeline = pickle.loads(Path(os.environ["BENCH_MODEL"]).read_bytes())
waiting: asyncio.Queue[tuple[dict[str, Any], asyncio.Future[float]]] = asyncio.Queue()


async def answer() -> None:
    while True:
        batch = [await waiting.get()]
        await asyncio.sleep(PATIENCE)
        while len(batch) < MOST and not waiting.empty():
            batch.append(waiting.get_nowait())
        found = await asyncio.to_thread(pipeline.predict_proba, pandas.DataFrame([row for row, _ in batch]))
        for (_, future), probability in zip(batch, found[:, 1].tolist(), strict=True):
            future.set_result(probability)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    task = asyncio.create_task(answer())
    yield
    task.cancel()


app = FastAPI(lifespan=lifespan)


@app.post("/predict")
async def predict(row: dict[str, Any]) -> dict[str, float]:
    future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    await waiting.put((row, future))
    return {"probability": await future}
