"""LitServe by its manual. Argument: port. `BENCH_MODEL` is the pickle."""

import os
import pickle
import sys
from pathlib import Path
from typing import Any

import litserve
import pandas


class Churn(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.pipeline = pickle.loads(Path(os.environ["BENCH_MODEL"]).read_bytes())

    def decode_request(self, request: dict[str, Any]) -> Any:  # 0.2.19 wants this very name
        return pandas.DataFrame([request])

    def predict(self, x: Any) -> float:
        return self.pipeline.predict_proba(x)[0, 1].item()

    def encode_response(self, output: float) -> dict[str, float]:
        return {"probability": output}


if __name__ == "__main__":
    server = litserve.LitServer(Churn(), accelerator="cpu", workers_per_device=1)
    server.run(
        host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, num_api_servers=1, log_level="error"
    )
