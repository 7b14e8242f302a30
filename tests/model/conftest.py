"""A small table of customers, and modules of a project that a recipe can use."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy
import pandas
import pytest

from fairlead.blobs import LocalBlobs

sys.path.insert(0, str(Path(__file__).parent))  # what stands beside the tests

ROWS = 120


@pytest.fixture
def customers() -> pandas.DataFrame:
    """Return numbers, one of them missing, and texts."""
    random = numpy.random.default_rng(5)
    table = pandas.DataFrame(
        {
            "tenure": random.integers(1, 60, ROWS),
            "charge": random.normal(60, 20, ROWS),
            "plan": random.choice(["basic", "pro", "team"], ROWS),
            "paperless": random.choice([True, False], ROWS),
        }
    )
    table.loc[3, "charge"] = numpy.nan
    return table


@pytest.fixture
def churned(customers: pandas.DataFrame) -> list[str]:
    """Return who has left: mostly those who are new and pay much."""
    risk = customers["charge"].fillna(60) / 20 - customers["tenure"] / 12
    return ["yes" if one > numpy.median(risk) else "no" for one in risk]


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs", durable=True)


@pytest.fixture
def project_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], ModuleType]]:
    """Return a function that writes a module of a project and imports it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def write(name: str, text: str) -> ModuleType:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text))
        names.append(name)
        sys.modules.pop(name, None)
        return __import__(name)

    yield write
    for name in names:
        sys.modules.pop(name, None)
