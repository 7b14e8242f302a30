"""What a real MLflow server has of a model after it was mirrored, and what comes back from it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "build" / "mlflow" / "client" / "bin" / "python"
SERVER = ROOT / "build" / "mlflow" / "server" / "bin" / "python"
ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50]})
LEFT = ["yes", "yes", "yes", "no", "no", "no"]
LOOK = """
import json, sys
from mlflow import MlflowClient
client = MlflowClient(sys.argv[1])
versions = sorted(client.search_model_versions("name='churn'"), key=lambda one: int(one.version))
runs = [client.get_run(one.run_id) for one in versions]
files = [sorted(f.path for f in client.list_artifacts(one.run_id, "model")) for one in versions]
print(json.dumps({
    "tags": [one.tags for one in versions], "aliases": client.get_registered_model("churn").aliases,
    "params": [one.data.params for one in runs], "metrics": [one.data.metrics for one in runs], "files": files,
    "runs": len(client.search_runs([runs[0].info.experiment_id])),
}))
"""


LOG = """
import json, sys
import mlflow, pandas
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
out, sys.stdout = sys.stdout, sys.stderr  # what MLflow has to say
mlflow.set_tracking_uri(sys.argv[1])
rows = pandas.read_csv("train.csv")
y = rows.pop("left")
columns = ColumnTransformer([("plan", OneHotEncoder(handle_unknown="ignore"), ["plan"])], remainder="passthrough")
pipeline = make_pipeline(columns, RandomForestClassifier(20, random_state=3)).fit(rows, y)
found = {"answers": [[one.hex() for one in row] for row in pipeline.predict_proba(rows)]}
for form in ("cloudpickle", "skops"):
    with mlflow.start_run() as run:
        mlflow.log_params({"trees": 20, "seed": 3})
        mlflow.log_metric("auc", 0.875)
        trusted = ["sklearn.tree._tree.Tree"] if form == "skops" else None
        mlflow.sklearn.log_model(
            pipeline, name="model", serialization_format=form, skops_trusted_types=trusted,
            registered_model_name="bought", input_example=rows.head(2),
        )
        found[form] = run.info.run_id
mlflow.MlflowClient().set_registered_model_alias("bought", "best", "2")
print(json.dumps(found), file=out)
"""
BACK = """
import json, sys
import pandas
from fairlead.project import Project
rows = pandas.read_csv("train.csv").drop(columns="left")
with Project.find(".", needs_pipeline=False).open_registry() as registry:
    models = [registry.load(one.name, one.version) for one in reversed(registry.versions(sys.argv[1]))]
print(json.dumps([
    {"answers": [[one.hex() for one in row] for row in model.predict_proba(rows)],
     "metadata": model.metadata, "metrics": model.metrics, "digest": model.digest} for model in models
]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (ROOT / "build" / "mlflow" / "ready").exists():
        pytest.skip("no MLflow here: `make heavy` sets it up")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = tmp_path_factory.mktemp("server")
    command = [
        SERVER, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--backend-store-uri", f"sqlite:///{place}/mlflow.db", "--artifacts-destination", str(place / "files"),
    ]  # fmt: skip
    with (place / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=place, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process, place / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 9)  # its workers too: it is the first of its own group, and nothing of it is needed
        process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(log.read_text()[-3000:])


def client(folder: Path, *arguments: str, python: Path = CLIENT) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [python, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return json.loads(done.stdout)


def refused(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [CLIENT, "-m", "fairlead", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 2, done.stdout + done.stderr[-3000:]
    return done.stderr


@pytest.mark.heavy
def test_a_server_has_each_version_once_its_aliases_follow_and_what_comes_back_is_the_same(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder, there = tmp_path / "project", tmp_path / "there"
    for one in (folder, there):
        one.mkdir()
        (one / "fairlead.toml").write_text("")
        ROWS.assign(left=LEFT).to_csv(one / "train.csv", index=False)
    again = ("-m", "fairlead", "models", "mirror", "churn", "--to", server, "--json")
    with Project.find(folder, needs_pipeline=False).open_registry(actor="ada") as registry:
        models = [
            Model.fit("churn", LogisticRegression(C=C), ROWS, LEFT, seed=7, metrics={"auc": auc})
            for C, auc in ((0.01, 0.81), (1.5, 0.82))
        ]
        for model in models:
            registry.put(model)
        registry.promote("churn", 1, expect=None, why="good")
        registry.promote("churn", 2, expect=1, why="good")
        digests = [registry.get("churn", n).digest for n in (1, 2)]
        assert client(folder, *again)["added"] == [1, 2]
        seen = client(folder, "-c", LOOK, server)
        assert [one["fairlead.digest"] for one in seen["tags"]] == digests
        assert seen["metrics"] == [{"auc": 0.81}, {"auc": 0.82}]
        assert [float(one["C"]) for one in seen["params"]] == [0.01, 1.5]
        assert all({"model/pipeline.skops", "model/manifest.json"} <= set(one) for one in seen["files"])
        assert seen["aliases"] == {"champion": "2"}

        registry.rollback("churn", why="precision fell")
        done = client(folder, *again)
        assert (done["added"], done["moved"]) == ([], {"champion": 1})
        after = client(folder, "-c", LOOK, server)
        assert (len(after["tags"]), after["runs"]) == (2, 2)
        assert after["aliases"] == {"champion": "1"}
        assert client(folder, *again)["moved"] == {}

    words = ("-m", "fairlead", "models", "import", "models:/churn@champion", "--from", server, "--name", "churn")
    assert client(there, *words, "--json")["digest"] == digests[0]
    (back,) = client(there, "-c", BACK, "churn")
    assert back["digest"] == digests[0]
    assert back["answers"] == [[float(one).hex() for one in row] for row in models[0].predict_proba(ROWS)]


@pytest.mark.heavy
@pytest.mark.nightly
def test_a_model_that_mlflow_logged_is_imported_by_each_of_its_addresses(tmp_path: Path, server: str) -> None:
    (tmp_path / "fairlead.toml").write_text("")
    n = 60
    table = pandas.DataFrame({"plan": ["a", "b", "c"] * (n // 3), "tenure": [i * 7 % 50 for i in range(n)]})
    table.assign(left=["yes" if t < 20 else "no" for t in table["tenure"]]).to_csv(tmp_path / "train.csv", index=False)
    logged = client(tmp_path, "-c", LOG, server, python=SERVER)
    rows = ("--name", "bought", "--data", "train.csv", "--target", "left", "--from", server)
    words = ("models", "import", "models:/bought/1", *rows)
    assert "stored as cloudpickle. Loading that runs whatever code is in it" in refused(tmp_path, *words)
    addresses = {
        "models:/bought/1": ("cloudpickle", "--trust-pickle"),
        f"runs:/{logged['cloudpickle']}/model": ("cloudpickle", "--trust-pickle"),
        "models:/bought@best": ("skops",),
        f"runs:/{logged['skops']}/model": ("skops",),
    }
    for address, (_, *trust) in addresses.items():
        client(tmp_path, "-m", "fairlead", "models", "import", address, *rows, *trust, "--json")
    found = client(tmp_path, "-c", BACK, "bought")
    for (address, (form, *_)), back in zip(addresses.items(), found, strict=True):
        assert back["answers"] == logged["answers"], address
        assert back["metrics"] == {"auc": 0.875}
        assert back["metadata"] == {
            "mlflow.uri": address, "mlflow.server": server, "mlflow.run": logged[form],
            "mlflow.params.trees": "20", "mlflow.params.seed": "3",
        }  # fmt: skip
    said = refused(tmp_path, "models", "import", "models:/bought/9", *rows)
    assert "FL565 'models:/bought/9' cannot be fetched from MLflow" in said
