"""A project with a small model, and rows that it answers: what the tests of the monitor stand on."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.clock import ManualClock
from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import log_folder
from fairlead.serve.log import PredictionLog, Record, record_outcomes

PLANS = ("flat", "full", "family")
NOW = datetime(2024, 7, 10, tzinfo=UTC).timestamp()


def rows(count: int, seed: int = 0, *, shift: float = 0.0, turned: bool = False) -> pl.DataFrame:
    """Return customers with what became of them; `turned` ones leave for the opposite reasons."""
    draw = numpy.random.default_rng(seed)
    tenure, bill = draw.exponential(30, count), draw.normal(65 + shift, 20, count)
    plan = draw.choice(PLANS, count, p=[0.5, 0.3, 0.2])
    chance = 1 / (1 + numpy.exp(0.08 * (tenure - 20) - 0.03 * (bill - shift - 65) - 0.8 * (plan == "flat")))
    left = draw.random(count) < (1 - chance if turned else chance)
    return pl.DataFrame({"tenure": tenure, "bill": bill, "plan": plan, "left": numpy.where(left, "yes", "no")})


def recipe(strength: float = 1.0) -> Any:
    """Return an unfitted recipe."""
    parts = [("n", StandardScaler(), ["tenure", "bill"]), ("w", OneHotEncoder(handle_unknown="ignore"), ["plan"])]
    return make_pipeline(ColumnTransformer(parts), LogisticRegression(C=strength))


def fitted(table: pl.DataFrame, strength: float = 1.0, metrics: Mapping[str, float] | None = None) -> Model:
    """Return a model that has learned from a table."""
    return Model.fit(
        "churn", recipe(strength), table.drop("left").to_pandas(), table["left"].to_list(), seed=7,
        metrics=metrics or {"roc_auc": 0.80, "accuracy": 0.75},
    )  # fmt: skip


def made(folder: Path, settings: str = "", *, versions: int = 1) -> Project:
    """Return a project with a champion, and `versions` in all."""
    (folder / "fairlead.toml").write_text(settings)
    shutil.copytree(trained(versions), folder / ".fairlead")
    return Project.find(folder, needs_pipeline=False)


@cache
def trained(versions: int) -> Path:
    """Return what a project keeps once its models are trained; trained once for all tests of a process."""
    folder = Path(tempfile.mkdtemp(prefix="fairlead-watched-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "fairlead.toml").write_text("")
    before = list(sys.path)
    with Project.find(folder, needs_pipeline=False).open_registry(actor="ada") as registry:
        for number in range(versions):
            registry.put(fitted(rows(2000, seed=1), strength=1.0 / (number + 1)))
        registry.promote("churn", 1, expect=None, why="first")
    sys.path[:] = before
    return folder / ".fairlead"


def moments(month: str, count: int) -> list[float]:
    """Return times spread over a month, in order."""
    begin = datetime.fromisoformat(f"{month}-01T00:00:00+00:00").timestamp()
    return [begin + 3600 + n * (27 * 86_400 / count) for n in range(count)]


def log_months(
    project: Project,
    months: Mapping[str, pl.DataFrame],
    *,
    version: int = 1,
    labelled: float = 1.0,
    shadow: Model | None = None,
) -> None:
    """Let the model answer rows and log them, month by month, and tell the outcomes of a share of each."""
    with project.open_registry() as registry:
        model = registry.load("churn", version)
    folder = log_folder(project, "churn")
    outcomes: list[dict[str, Any]] = []
    with PredictionLog(folder) as log:
        for month, table in months.items():
            records, told = _records(model, table, month, version, labelled)
            log.append(records)
            if shadow is not None:
                others, _ = _records(shadow, table, month, version + 1, 0.0, arm="shadow")
                log.append(others)
            outcomes += told
    if outcomes:
        record_outcomes(folder, outcomes, known_at="known", classes=["no", "yes"])


def _records(
    model: Model, table: pl.DataFrame, month: str, version: int, labelled: float, *, arm: str = "champion"
) -> tuple[list[Record], list[dict[str, Any]]]:
    inputs = table.drop("left")
    chances = model.predict_proba(inputs)
    said = [model.classes[place] for place in chances.argmax(axis=1)]
    times = moments(month, table.height)
    plain = inputs.to_dicts()
    records = [
        Record(f"{month}-{n}", times[n], "churn", version, plain[n], chances[n].tolist(), said[n], arm=arm)
        for n in range(table.height)
    ]
    known = int(labelled * table.height)
    told = [{"id": f"{month}-{n}", "truth": table["left"][n], "known": times[n] + 20 * 86_400} for n in range(known)]
    return records, told


def clock(at: float = NOW) -> ManualClock:
    """Return a clock that stands."""
    return ManualClock(start=at)


def codes(findings: Sequence[Any]) -> list[str]:
    """Return the codes of findings, each once."""
    return list(dict.fromkeys(one.code for one in findings))
