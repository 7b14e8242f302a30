"""FastAPI as most people write it: a row becomes a DataFrame, the pipeline answers. `BENCH_MODEL` is the pickle."""

import os
import pickle
from pathlib import Path
from typing import Any

import pandas
from fastapi import FastAPI

app = FastAPI()
pipeline = pickle.loads(Path(os.environ["BENCH_MODEL"]).read_bytes())


@app.post("/predict")
def predict(row: dict[str, Any]) -> dict[str, float]:
    return {"probability": pipeline.predict_proba(pandas.DataFrame([row]))[0, 1].item()}
