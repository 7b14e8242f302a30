"""The floor: a FastAPI route that does nothing."""

from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
async def predict() -> dict[str, float]:
    return {"probability": 0.5}
