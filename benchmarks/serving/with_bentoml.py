"""BentoML by its manual. `BENCH_MODEL` is the pickle."""

import os
import pickle
from pathlib import Path
from typing import Any

import bentoml
import pandas


@bentoml.service(workers=1)
class Churn:
    def __init__(self) -> None:
        self.pipeline = pickle.loads(Path(os.environ["BENCH_MODEL"]).read_bytes())

    @bentoml.api
    def predict(self, row: dict[str, Any]) -> float:
        return self.pipeline.predict_proba(pandas.DataFrame([row]))[0, 1].item()
