"""The server does what its description says, and no request that follows from it is answered with a 5xx."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from served import Served

TOOLS = Path(__file__).parents[3] / "build" / "deploy"


def test_the_example_in_the_description_is_answered(served: Served) -> None:
    document = served.ask(path="/openapi.json", method="GET").document
    example = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
    row = example.get("example") or next(iter(example["examples"].values()))["value"]
    answer = served.ask(json.dumps(row))
    assert answer.status == 200, answer.body


@pytest.mark.heavy
def test_schemathesis_finds_nothing(served: Served, tmp_path: Path) -> None:
    if not (TOOLS / "ready").exists():
        pytest.skip("no Schemathesis here: `make heavy` sets it up")
    url = f"http://127.0.0.1:{served.port}"
    command = [
        TOOLS / "bin" / "schemathesis", "run", f"{url}/openapi.json", "--url", url, "--max-examples", "200",
        "--seed", "7", "--mode", "all", "--generation-database", "none", "--no-color", "--request-timeout", "30",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
